package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.PlannedRepair;
import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a repair found and has done so far: for people, for the report, and which slots are set aside. */
final class RepairLedger {

    private final long startedAtMs = Workflow.currentTimeMillis();
    private final TreeMap<String, SlotMove> moved = new TreeMap<>();
    /** Homecomings that were tried, as moves of their slots from the owner to the holder. */
    private final TreeMap<String, SlotMove> gathered = new TreeMap<>();

    private final List<ParkedSlots> aside = new ArrayList<>();
    private final List<ParkedSlots> differing = new ArrayList<>();
    private final TreeMap<String, SlotSet> kept = new TreeMap<>();
    private final List<Finding> conflicts = new ArrayList<>();
    private SlotSet foundBroken = SlotSet.EMPTY;
    private List<PlannedRepair> plan = List.of();
    private Map<String, String> labels = Map.of();
    private List<String> notes = List.of();
    private List<String> commands = List.of();
    private List<Finding> findings = List.of();
    private List<ParkedSlots> waiting = List.of();
    private List<ParkedSlots> held = List.of();
    private SlotSet broken = SlotSet.EMPTY;
    private long keysMoved;
    /** What the operator has to do before keys can move; empty if nothing. */
    private String bringsUp = "";

    String lastProblem = "";
    String doing = "";

    /** The first look is the plan; later ones say what is left. */
    void saw(RepairLook look) {
        if (plan.isEmpty() && foundBroken.isEmpty()) {
            foundBroken = look.broken();
            plan = look.rows();
            notes = look.notes();
            commands = look.commands();
        }
        labels = look.labels();
        findings = look.findings();
        broken = look.broken();
        waiting = look.waiting();
        held = new ArrayList<>(look.held());
        held.addAll(look.stuck());
    }

    void moved(SlotSet slots, String from, String to) {
        if (!slots.isEmpty()) {
            moved.merge(
                    from + to,
                    new SlotMove(slots, from, to),
                    (a, b) -> new SlotMove(a.slots().plus(b.slots()), from, to));
        }
    }

    void gathers(SlotSet slots, String holder, String owner) {
        gathered.merge(
                owner + holder,
                new SlotMove(slots, owner, holder),
                (a, b) -> new SlotMove(a.slots().plus(b.slots()), owner, holder));
    }

    /** Notes of the plan, and where it ended otherwise: a homecoming that fails leaves the slot open, and open slots are finished towards the keys. */
    private List<String> allNotes() {
        List<String> all = new ArrayList<>(notes);
        for (SlotMove way : gathered.values()) {
            SlotSet turned =
                    way.slots().and(movedBetween(way.from(), way.to())).minus(movedBetween(way.to(), way.from()));
            if (!turned.isEmpty()) {
                all.add(turned.named(3) + " went to " + label(way.to())
                        + ", not as planned: its keys could not be brought" + " home to " + label(way.from()));
            }
        }
        return all;
    }

    /** Slots that went this way. */
    SlotSet movedBetween(String from, String to) {
        SlotMove way = moved.get(from + to);
        return way == null ? SlotSet.EMPTY : way.slots();
    }

    void drained(Drained drained) {
        keysMoved += drained.keys();
        found(drained.findings());
    }

    /** Keys of the rest cannot move before somebody consents to this. */
    void waitsInVain() {
        bringsUp = held.get(0).next();
    }

    void found(List<Finding> some) {
        some.stream().filter(one -> !conflicts.contains(one)).forEach(conflicts::add);
    }

    void setAside(ParkedSlots slots) {
        aside.add(slots);
        lastProblem = slots.reason();
    }

    /** The holder keeps keys of these slots that differ from their owner's; what others hold can still come home. */
    void keep(String holder, ParkedSlots slots) {
        kept.merge(holder, slots.slots(), SlotSet::plus);
        differing.add(slots);
        lastProblem = slots.reason();
    }

    /** Nothing brings these keys back, and the slot can become whole without them. */
    void lost(ParkedSlots slots) {
        differing.add(slots);
        lastProblem = slots.reason();
    }

    Map<String, SlotSet> kept() {
        return new TreeMap<>(kept);
    }

    /** Slots that no act may touch. */
    SlotSet asideSlots() {
        return slots(aside);
    }

    /** Slots that cannot become whole. */
    SlotSet untouchable() {
        return asideSlots().plus(slots(differing));
    }

    SlotSet left() {
        return broken.plus(untouchable());
    }

    int found() {
        return foundBroken.count();
    }

    int mended() {
        return foundBroken.minus(left()).count();
    }

    List<PlannedRepair> plan() {
        return plan;
    }

    /** What nobody may touch now, and why. */
    List<ParkedSlots> blocked() {
        List<ParkedSlots> blocked = new ArrayList<>(held);
        blocked.addAll(waiting);
        blocked.addAll(aside);
        blocked.addAll(differing);
        return blocked;
    }

    /** The same, with what the repair has not come to. */
    List<ParkedSlots> parked() {
        List<ParkedSlots> parked = blocked();
        SlotSet rest = broken.minus(slots(parked));
        if (!rest.isEmpty() && !bringsUp.isEmpty()) {
            parked.add(new ParkedSlots(
                    rest, rest.named(3) + ": no key can move while the cluster is down", "first " + bringsUp));
        } else if (!rest.isEmpty()) {
            parked.add(new ParkedSlots(
                    rest,
                    lastProblem.isEmpty() ? "the repair was stopped before these slots" : lastProblem,
                    "start the repair again: it goes on from what it finds"));
        }
        return parked;
    }

    String label(String nodeId) {
        return labels.getOrDefault(nodeId, nodeId);
    }

    String waitsFor() {
        List<ParkedSlots> due = waiting.isEmpty() ? held : waiting;
        return due.isEmpty() ? "" : due.get(0).reason();
    }

    long keysMoved() {
        return keysMoved;
    }

    Report report(RunState state, String headline, List<ParkedSlots> parked) {
        int[] more = {0};
        List<SlotMove> moves = List.copyOf(moved.values());
        List<SlotMove> inverse = moves.stream().map(SlotMove::reversed).toList();
        List<Finding> all = new ArrayList<>(conflicts);
        findings.stream().filter(one -> !conflicts.contains(one)).forEach(all::add);
        return new Report(
                state,
                headline,
                moves.stream().mapToInt(move -> move.slots().count()).sum(),
                keysMoved,
                0,
                (Workflow.currentTimeMillis() - startedAtMs) / 1_000.0,
                RunReport.rows(parked, more),
                RunReport.rows(Finding.told(all), more),
                RunReport.rows(moves, more),
                RunReport.rows(inverse, more),
                0,
                0,
                RunReport.rows(allNotes(), more),
                RunReport.rows(plan, more),
                commands,
                more[0]);
    }

    Progress progress(String cluster, RunState state, String headline, String waitingFor, String next) {
        int mended = mended();
        return new Progress(
                cluster,
                state,
                headline,
                found(),
                mended,
                left().count(),
                slots(held).plus(untouchable()).count(),
                0,
                keysMoved,
                0,
                0,
                -1,
                (Workflow.currentTimeMillis() - startedAtMs) / 1_000.0,
                List.of(),
                waitingFor,
                lastProblem,
                next);
    }

    private static SlotSet slots(List<ParkedSlots> parked) {
        return parked.stream().map(ParkedSlots::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    }
}
