package io.slotferry.diagnosis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects findings, keeps their sentences short and their ids unique, and sorts them. */
final class Findings {

    /** Ranges or nodes named in one sentence before "and N more". */
    static final int SHOWN_MAX = 3;

    private final List<Finding> found = new ArrayList<>();

    void add(String code, Severity severity, SlotSet slots, List<String> nodes, String sentence, String next) {
        found.add(Finding.of(code, severity, slots, nodes, Sentence.of(sentence), Sentence.of(next)));
    }

    /** About nodes, not slots. */
    void add(String code, Severity severity, List<Node> nodes, String sentence, String next) {
        add(code, severity, SlotSet.EMPTY, labels(nodes), sentence, next);
    }

    void add(Finding finding) {
        found.add(finding);
    }

    void addAll(List<Finding> more) {
        found.addAll(more);
    }

    /** Worst first, then by code and id: the same trouble is always in the same place. */
    List<Finding> sorted() {
        List<Finding> sorted = Finding.told(found);
        sorted.sort(Comparator.comparing(Finding::severity)
                .reversed()
                .thenComparing(Finding::code)
                .thenComparing(Finding::id));
        return List.copyOf(sorted);
    }

    static List<String> labels(List<Node> nodes) {
        return nodes.stream().map(Node::label).toList();
    }

    /** {@code "a (id), b (id) and 3 more"}. */
    static String names(List<Node> nodes) {
        return Sentence.list(labels(nodes), SHOWN_MAX);
    }

    /** {@code "slot 5"} or {@code "slots 0-99"}. */
    static String slots(SlotSet slots) {
        return slots.named(SHOWN_MAX);
    }

    static String label(ClusterTopology topology, String id) {
        return topology.node(id).map(Node::label).orElse("node " + (id.length() <= 8 ? id : id.substring(0, 8)));
    }

    static String verb(int count, String one, String several) {
        return count == 1 ? one : several;
    }
}
