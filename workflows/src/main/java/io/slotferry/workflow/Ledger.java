package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.pacing.WaveSize;
import io.slotferry.planning.Phases;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the run intended and what it has done so far. It is for people and for the report: no step is decided from it but which slots are still to do. */
final class Ledger {

    long startedAtMs = Workflow.currentTimeMillis();
    List<List<SlotMove>> phases = List.of();

    /** The plan before the run turned back; empty if it did not. */
    List<SlotMove> beforeTurning = List.of();

    Map<String, String> labels = Map.of();
    Map<String, String> runIds = Map.of();
    Map<String, List<String>> replicas = Map.of();
    Succession succession = new Succession(Map.of());
    List<String> notes = List.of();
    List<Finding> findings = List.of();
    PaceLimits pace = PaceLimits.DEFAULTS;
    OpenTimes openTimes = new OpenTimes(Map.of());
    long keys;
    long keysMoved;
    long bytesMoved;
    long correctionPermille = WaveSize.CORRECTION_NONE;
    int batchKeys;

    /** Slots a wave may have as far as SETSLOT steps in time have shown; a server with slow disks or replicas takes fewer. */
    int slotsInTime = Limits.WAVE_SLOTS_MAX;

    /** Slots whose keys are kept on both sides where their values differ, whoever the source is now. */
    SlotSet neverReplaced = SlotSet.EMPTY;

    int nextWave = 1;
    boolean rollingBack;
    String lastProblem = "";

    /** Called after every change, so that what people see is never older than the last wave. */
    Runnable onChange = () -> {};

    final MovesDone moves = new MovesDone();
    final Parking parking = new Parking();
    final Tempo tempo = new Tempo();
    private final TreeMap<Integer, Wave> open = new TreeMap<>();
    private final TreeMap<Integer, String> stalled = new TreeMap<>();
    private List<Finding> metFindings = List.of();
    private List<String> metNotes = List.of();
    private long stalledSinceMs;

    /** Slots finished before the plan was made stay part of it: the report accounts for everything that moved. */
    void planned(Prepared prepared) {
        moves.planMade();
        phases = both(Phases.of(moves.toAdopt()), prepared.phases());
        labels = prepared.labels();
        runIds = prepared.runIds();
        replicas = prepared.replicas();
        // What was met while slots were adopted stays: this plan is made after that.
        findings = both(prepared.findings(), metFindings);
        notes = both(prepared.notes(), metNotes);
        keys = prepared.keys();
    }

    /** These were open before the run: they count as open until they are finished. Nobody knows how often their sources restarted since they were opened (I5). */
    void adopting(List<SlotMove> open) {
        for (SlotMove move : open) {
            neverReplaced = neverReplaced.plus(move.slots());
        }
        moves.adopting(open);
        phases = Phases.of(moves.toAdopt());
    }

    /** What is left of the slots that were open before the run. */
    SlotSet leftToAdopt() {
        return moves.leftToAdopt().minus(parking.slots());
    }

    /** These moves without the slots that are parked. */
    List<SlotMove> notParked(List<SlotMove> all) {
        SlotSet set = parking.slots();
        return all.stream()
                .map(move -> new SlotMove(move.slots().minus(set), move.from(), move.to()))
                .filter(move -> !move.slots().isEmpty())
                .toList();
    }

    void moving() {
        tempo.begin(Workflow.currentTimeMillis(), keysMoved);
    }

    /** These slots of the wave are open. */
    void open(Wave wave) {
        open.put(wave.number(), wave);
        onChange.run();
    }

    void closed(Wave wave) {
        open.remove(wave.number());
        goesOn(wave);
        onChange.run();
    }

    void moved(Wave wave, SlotSet slots) {
        moves.moved(new SlotMove(slots, wave.from(), wave.to()));
        neverReplaced = neverReplaced.minus(slots);
        open(wave.with(wave.slots().minus(slots)));
    }

    void drained(Wave wave, Drained drained, Weighed.Weight weight) {
        // Sizes were estimated when the wave was weighed; the drain only counts keys.
        long bytes = weight.keys() == 0 ? 0 : weight.bytes() * drained.keys() / weight.keys();
        keysMoved += drained.keys();
        bytesMoved += bytes;
        tempo.moved(wave.from(), drained.keys());
        batchKeys = drained.batchKeys();
        correctionPermille = WaveSize.correction(correctionPermille, drained.keys(), bytes, drained.micros());
        neverReplaced = neverReplaced.plus(drained.forgotten());
        found(drained.findings());
    }

    /** What the servers moved by themselves; how many keys these slots had was counted before. */
    void movedNatively(Wave wave, SlotSet slots, Weighed.Weight weight) {
        long share = weight.slots().count();
        long moved = weight.keys() * slots.count() / share;
        keysMoved += moved;
        bytesMoved += weight.bytes() * slots.count() / share;
        tempo.moved(wave.from(), moved);
        moved(wave, slots);
    }

    void note(String sentence) {
        metNotes = both(metNotes, List.of(sentence));
        notes = both(notes, List.of(sentence));
    }

    void found(List<Finding> more) {
        metFindings = both(metFindings, more);
        findings = both(findings, more);
    }

    void park(ParkedSlots slots) {
        parking.park(slots);
        lastProblem = slots.reason();
    }

    /** What is neither moved nor parked yet. */
    void parkRest(String reason, String next) {
        SlotSet rest = notMoved().minus(parking.slots());
        if (!rest.isEmpty()) {
            park(new ParkedSlots(rest, reason, next));
        }
    }

    /** The run_id with which the source may replace what the target has; empty if it never may. */
    String replacingRunId(Wave wave) {
        return wave.slots().and(neverReplaced).isEmpty() ? runIds.getOrDefault(wave.from(), "") : "";
    }

    /** Slots of the plan that are not moved, parked or not. */
    SlotSet notMoved() {
        return moves.left(plan()).stream().map(SlotMove::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    void stalls(Wave wave, String reason) {
        if (stalled.isEmpty()) {
            stalledSinceMs = Workflow.currentTimeMillis();
        }
        stalled.put(wave.number(), reason);
        lastProblem = reason;
        onChange.run();
    }

    /** A failover of one end: what it means for clients is said in the report. */
    void succeed(Wave wave, Heirs heirs) {
        if (!heirs.from().equals(wave.from())) {
            // Also if it is the source again one day.
            neverReplaced = neverReplaced.plus(wave.slots());
        }
        List<String> sentences = succession.learn(wave, heirs, this::label);
        TreeMap<String, String> known = new TreeMap<>(labels);
        known.put(heirs.from(), heirs.fromAddress());
        known.put(heirs.to(), heirs.toAddress());
        labels = known;
        metNotes = both(metNotes, sentences);
        notes = both(notes, sentences);
        onChange.run();
    }

    private static <T> List<T> both(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).distinct().toList();
    }

    List<String> matesOf(String id) {
        return Succession.mates(replicas, id);
    }

    /** A wave whose SETSLOT steps did not get through all its slots had too many: half as many next, and twice as many again for each wave in time. */
    void stepsTook(Wave wave, boolean tooLong) {
        slotsInTime = tooLong
                ? Math.max(
                        Limits.WAVE_SLOTS_MIN,
                        Math.min(slotsInTime, wave.slots().count()) / 2)
                : Math.min(Limits.WAVE_SLOTS_MAX, slotsInTime * 2);
    }

    void goesOn(Wave wave) {
        stalled.remove(wave.number());
    }

    List<SlotMove> plan() {
        return MovesDone.merged(phases.stream().flatMap(List::stream));
    }

    /** What the run was asked to do, also while it goes back. */
    List<SlotMove> askedFor() {
        return beforeTurning.isEmpty() ? plan() : beforeTurning;
    }

    /** What was moved and not moved back, from the first owner to the last. */
    List<SlotMove> done() {
        return moves.net();
    }

    /** Moves that undo what was done, newest first; of a run that goes back those of its moves that are still to come. */
    List<SlotMove> inverse() {
        return rollingBack ? moves.left(plan()) : moves.inverse();
    }

    /** Slots of this move that are done. */
    SlotSet movedBy(SlotMove move) {
        return moves.movedBy(move);
    }

    int slotsMoved() {
        return moves.slots();
    }

    /** Slots that have a new owner: of those that were to go back, the ones that did not. */
    int newlyOwned() {
        return rollingBack ? slots() - slotsMoved() : slotsMoved();
    }

    int slots() {
        return plan().stream().mapToInt(move -> move.slots().count()).sum();
    }

    /** Open in the cluster because of this run, or found open and not finished yet. */
    SlotSet openSlots() {
        return open.values().stream().map(Wave::slots).reduce(leftToAdopt(), SlotSet::plus);
    }

    boolean movesNothing() {
        return open.isEmpty();
    }

    int openIn(String from) {
        return open.values().stream()
                .filter(wave -> wave.from().equals(from))
                .mapToInt(wave -> wave.slots().count())
                .sum();
    }

    /** Why waves wait, one sentence; empty while they do not. */
    String stall() {
        return stalled.isEmpty() ? "" : stalled.firstEntry().getValue();
    }

    long stalledSinceMs() {
        return stalledSinceMs;
    }

    String label(String nodeId) {
        return labels.getOrDefault(nodeId, nodeId);
    }

    /** From here on the finished slots go back; what was done starts anew, the plan is the inverse. */
    void turnBack() {
        beforeTurning = plan();
        phases = Phases.of(inverse());
        moves.clear();
        rollingBack = true;
        tempo.turnBack(Workflow.currentTimeMillis(), keysMoved);
    }
}
