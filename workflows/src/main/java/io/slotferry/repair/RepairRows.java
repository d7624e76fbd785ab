package io.slotferry.repair;

import io.slotferry.contract.Finding;
import io.slotferry.contract.PlannedRepair;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A plan in words. */
public final class RepairRows {

    private RepairRows() {}

    /** @param findings of the diagnosis, whose ids are what an operator consents to */
    public static List<PlannedRepair> of(RepairPlan plan, List<Finding> findings) {
        List<PlannedRepair> rows = new ArrayList<>();
        for (RepairPlan.Group group : plan.groups()) {
            List<String> steps = group.script().steps().stream()
                    .filter(step -> step.act() != null)
                    .map(step -> words(Objects.requireNonNull(step.act()), plan.cast()))
                    .toList();
            rows.add(new PlannedRepair(
                    group.slots(), Sentence.of(why(group.script())), steps, consent(group, findings)));
        }
        return rows;
    }

    /** The id to consent to; the code alone where no finding has these slots. */
    public static String consentId(String code, io.slotferry.contract.SlotSet slots, List<Finding> findings) {
        return findings.stream()
                .filter(finding ->
                        finding.code().equals(code) && finding.slots().intersects(slots))
                .map(Finding::id)
                .findFirst()
                .orElse(code);
    }

    private static String consent(RepairPlan.Group group, List<Finding> findings) {
        return group.consent().isEmpty() ? "" : consentId(group.consent(), group.slots(), findings);
    }

    private static String why(Script script) {
        return script.steps().stream()
                .map(Decision::why)
                .distinct()
                .reduce((a, b) -> a + "; then " + b)
                .orElse("");
    }

    private static String words(RepairAct act, Cast cast) {
        String node = cast.label(act.node());
        String peer = cast.label(act.peer());
        return switch (act.kind()) {
            case MEET -> "let " + node + " meet " + peer;
            case RAISE_EPOCH -> "raise the config epoch of " + node + " so that its claim wins";
            case FAILOVER -> "promote " + node + " without a vote";
            case TAKE -> "make " + node + " the owner";
            case LET_GO -> "let " + node + " give up its claim in favour of " + peer + ", its keys stay";
            case TELL -> "tell " + node + " that " + peer + " is the owner";
            case MARK_MIGRATING -> "set MIGRATING to " + peer + " on " + node;
            case MARK_IMPORTING -> "set IMPORTING from " + peer + " on " + node;
            case CLEAR -> "clear the mark on " + node;
            case BACK -> "clear the mark on " + peer + ", count once more, then clear it on " + node;
            case FORWARD -> "move the rest of the keys from " + node + " to " + peer + ", then make it the owner";
            case GATHER -> "bring the stranded keys from " + node + " to " + peer;
            case RETURN -> "move the slot back from " + node + " to " + peer;
        };
    }
}
