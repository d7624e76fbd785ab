package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.Sentence;
import java.util.List;

/** Open slots found before the start: ours are finished, others' only where the operator asked for it and the marks say in which direction. */
final class OpenSlotCheck {

    private final MoveScope scope;
    private final ReshardRequest request;
    private final SlotSet adoptable;
    private final List<MarkGroup> groups;

    OpenSlotCheck(MoveScope scope, ReshardRequest request, SlotSet adoptable) {
        this.scope = scope;
        this.request = request;
        this.adoptable = adoptable;
        this.groups = MarkReader.groups(scope.topology());
    }

    /** Slots whose oddities this run may and will put right itself. */
    SlotSet forgiven() {
        SlotSet directed = slots(true);
        SlotSet undirected = slots(false);
        return (request.adopts() ? directed.plus(adoptable) : adoptable).minus(undirected);
    }

    void check(Findings findings) {
        for (MarkGroup group : groups) {
            boolean directed = group.pattern().adoptable();
            Severity taken = request.adopts() ? Severity.WARNING : Severity.INFO;
            add(findings, group.on(adoptable), directed ? taken : Severity.ERROR);
            add(findings, group.without(adoptable), directed && request.adopts() ? taken : Severity.ERROR);
        }
    }

    private SlotSet slots(boolean directed) {
        return groups.stream()
                .filter(group -> group.pattern().adoptable() == directed)
                .map(MarkGroup::slots)
                .reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    private void add(Findings findings, MarkGroup group, Severity severity) {
        if (!group.slots().isEmpty()) {
            boolean refused = severity == Severity.ERROR;
            findings.add(
                    group.pattern().code(),
                    severity,
                    group.slots(),
                    group.labels(scope.topology()),
                    refused ? refusal(group) : group.sentence(scope.topology()),
                    refused ? wayOut(group) : "Nothing: this run finishes it first; what it cannot finish is parked");
        }
    }

    private String refusal(MarkGroup group) {
        String what = Findings.slots(group.slots())
                + Findings.verb(group.slots().count(), " is ", " are ")
                + words(group.pattern())
                + place(group.pattern(), group.labels(scope.topology()));
        return group.pattern().adoptable()
                ? what + ", and not by this run (./slotferry reshard ... --adopt takes over)"
                : what + ", and the marks do not say in which direction to finish";
    }

    private String wayOut(MarkGroup group) {
        return group.pattern().adoptable()
                ? "If nobody else works on it: " + AdoptCommand.of(request)
                : group.pattern().next();
    }

    /** The node with the mark comes first. */
    private static String place(MarkPattern pattern, List<String> labels) {
        String last = labels.get(labels.size() - 1);
        return switch (pattern) {
            case MIGRATING_ONLY -> " on " + labels.get(0) + " towards " + last;
            case IMPORTING_ONLY -> " on " + labels.get(0) + " from " + last;
            default -> " on " + Sentence.list(labels, Findings.SHOWN_MAX);
        };
    }

    private static String words(MarkPattern pattern) {
        return switch (pattern) {
            case OPEN_SLOT -> "open";
            case MIGRATING_ONLY -> "migrating";
            case IMPORTING_ONLY, SEVERAL_IMPORTERS -> "importing";
            case HALF_FINALISED -> "half finalised";
            case MARK_TO_REPLICA, MARK_TO_FAILED_NODE, MARK_TO_UNKNOWN_NODE, MARK_TO_SELF, OPPOSITE_MARKS, STALE_MARK ->
                "marked (" + pattern.code() + ")";
        };
    }
}
