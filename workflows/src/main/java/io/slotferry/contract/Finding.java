package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One thing that a diagnosis or a pre-check found.
 *
 * @param id stable within one cluster state; what {@code consent} names
 * @param code stable word for programs, for example {@code open-slot}
 * @param severity how bad it is
 * @param slots the slots it is about, as ranges; may be empty
 * @param nodes the nodes it is about, as {@code host:port (id prefix)}
 * @param sentence what it is and what it means for clients now
 * @param next what to do about it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Finding(
        String id, String code, Severity severity, SlotSet slots, List<String> nodes, String sentence, String next) {

    /** ERROR stops a reshard, WARNING is shown, INFO is for the record. */
    public enum Severity {
        INFO,
        WARNING,
        ERROR
    }

    /** Ranges or nodes in an id; the rest is a number after a plus sign. */
    private static final int NAMED_MAX = 3;

    /** A finding whose id is its code and its slots or nodes, so that the same trouble keeps the same id. One word, which a shell takes without quotes: it is what people paste. */
    public static Finding of(
            String code, Severity severity, SlotSet slots, List<String> nodes, String sentence, String next) {
        String about = slots.isEmpty() ? nodesWord(nodes) : slots.shortWord(NAMED_MAX);
        return new Finding(code + ":" + about, code, severity, slots, List.copyOf(nodes), sentence, next);
    }

    /** The same findings, each with an id of its own: a second one about the same slots gets its nodes, or a number, added. */
    public static List<Finding> told(List<Finding> all) {
        TreeSet<String> ids = new TreeSet<>();
        List<Finding> told = new ArrayList<>();
        for (Finding finding : all) {
            String id = finding.id;
            if (!ids.add(id)) {
                id = finding.id + ":" + nodesWord(finding.nodes);
                for (int i = 2; !ids.add(id); i++) {
                    id = finding.id + ":" + i;
                }
            }
            told.add(new Finding(
                    id, finding.code, finding.severity, finding.slots, finding.nodes, finding.sentence, finding.next));
        }
        return told;
    }

    /** Nodes as they stand in an id: {@code 10.0.0.7:6379/0a1b2c3d+10.0.0.8:6379/4e5f6a7b}. */
    public static String nodesWord(List<String> nodes) {
        String shown = nodes.stream()
                .limit(NAMED_MAX)
                .map(node -> node.replace(" (", "/").replaceAll("[^A-Za-z0-9_.:/-]", ""))
                .collect(Collectors.joining("+"));
        return nodes.size() <= NAMED_MAX ? shown : shown + "+" + (nodes.size() - NAMED_MAX);
    }
}
