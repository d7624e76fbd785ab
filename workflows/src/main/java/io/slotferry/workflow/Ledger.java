package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.pacing.WaveSize;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the run intended and what it has done so far. It is for people and for the report: no step is decided from it but which slots are still to do. */
final class Ledger {

    long startedAtMs = Workflow.currentTimeMillis();
    List<List<SlotMove>> phases = List.of();
    Map<String, String> labels = Map.of();
    Map<String, String> runIds = Map.of();
    List<String> nodeIds = List.of();
    List<String> notes = List.of();
    List<Finding> findings = List.of();
    PaceLimits pace = PaceLimits.DEFAULTS;
    OpenTimes openTimes = new OpenTimes(Map.of());
    long keys;
    long keysMoved;
    long bytesMoved;
    long correctionPermille = WaveSize.CORRECTION_NONE;
    int batchKeys;
    int nextWave = 1;
    boolean rollingBack;
    String lastProblem = "";

    /** Called after every change, so that what people see is never older than the last wave. */
    Runnable onChange = () -> {};

    private final LinkedHashMap<String, SlotMove> done = new LinkedHashMap<>();
    private final List<ParkedSlots> parked = new ArrayList<>();
    private final TreeMap<Integer, Wave> open = new TreeMap<>();
    private final TreeMap<Integer, String> stalled = new TreeMap<>();
    private final TreeMap<String, Long> keysByLane = new TreeMap<>();
    private long movingSinceMs;
    private long stalledSinceMs;

    /** Slots finished before the plan was made stay part of it: the report accounts for everything that moved. */
    void planned(Prepared prepared) {
        List<List<SlotMove>> all = new ArrayList<>();
        if (!done.isEmpty()) {
            all.add(done());
        }
        all.addAll(prepared.phases());
        phases = all;
        labels = prepared.labels();
        runIds = prepared.runIds();
        findings = prepared.findings();
        notes = prepared.notes();
        keys = prepared.keys();
    }

    void moving() {
        movingSinceMs = Workflow.currentTimeMillis();
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
        String pair = (rollingBack ? "back" : "") + wave.from() + wave.to();
        SlotMove move = new SlotMove(slots, wave.from(), wave.to());
        done.merge(pair, move, (a, b) -> new SlotMove(a.slots().plus(b.slots()), a.from(), a.to()));
        open(wave.with(wave.slots().minus(slots)));
    }

    void drained(Wave wave, Drained drained, Weighed.Weight weight) {
        // Sizes were estimated when the wave was weighed; the drain only counts keys.
        long bytes = weight.keys() == 0 ? 0 : weight.bytes() * drained.keys() / weight.keys();
        keysMoved += drained.keys();
        bytesMoved += bytes;
        keysByLane.merge(wave.from(), drained.keys(), Long::sum);
        batchKeys = drained.batchKeys();
        correctionPermille = WaveSize.correction(correctionPermille, drained.keys(), bytes, drained.micros());
        if (!drained.findings().isEmpty()) {
            List<Finding> all = new ArrayList<>(findings);
            all.addAll(drained.findings());
            findings = all;
        }
    }

    void park(ParkedSlots slots) {
        parked.add(slots);
        lastProblem = slots.reason();
    }

    /** Takes the parked slots out again, for another try. */
    List<ParkedSlots> unpark() {
        List<ParkedSlots> taken = List.copyOf(parked);
        parked.clear();
        return taken;
    }

    void stalls(Wave wave, String reason) {
        if (stalled.isEmpty()) {
            stalledSinceMs = Workflow.currentTimeMillis();
        }
        stalled.put(wave.number(), reason);
        lastProblem = reason;
        onChange.run();
    }

    void goesOn(Wave wave) {
        stalled.remove(wave.number());
    }

    List<SlotMove> plan() {
        return phases.stream().flatMap(List::stream).toList();
    }

    /** What was moved and not moved back. */
    List<SlotMove> done() {
        return List.copyOf(done.values());
    }

    /** Moves that undo what was done, newest first. */
    List<SlotMove> inverse() {
        List<SlotMove> inverse = new ArrayList<>();
        for (SlotMove move : done.values()) {
            inverse.add(move.reversed());
        }
        Collections.reverse(inverse);
        return inverse;
    }

    SlotSet movedBy(String from, String to) {
        SlotMove move = done.get((rollingBack ? "back" : "") + from + to);
        return move == null ? SlotSet.EMPTY : move.slots();
    }

    int slotsMoved() {
        return done.values().stream().mapToInt(move -> move.slots().count()).sum();
    }

    int slots() {
        return plan().stream().mapToInt(move -> move.slots().count()).sum();
    }

    List<ParkedSlots> parked() {
        return List.copyOf(parked);
    }

    SlotSet parkedSlots() {
        return parked.stream().map(ParkedSlots::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    SlotSet openSlots() {
        return open.values().stream().map(Wave::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    int openIn(String from) {
        return open.values().stream()
                .filter(wave -> wave.from().equals(from))
                .mapToInt(wave -> wave.slots().count())
                .sum();
    }

    long keysMovedFrom(String from) {
        return keysByLane.getOrDefault(from, 0L);
    }

    /** Why waves wait, one sentence; empty while they do not. */
    String stall() {
        return stalled.isEmpty() ? "" : stalled.firstEntry().getValue();
    }

    long stalledSinceMs() {
        return stalledSinceMs;
    }

    long movingMs() {
        return movingSinceMs == 0 ? 0 : Workflow.currentTimeMillis() - movingSinceMs;
    }

    String label(String nodeId) {
        return labels.getOrDefault(nodeId, nodeId);
    }

    Carried carry(Verbs verbs) {
        return new Carried(
                phases,
                labels,
                runIds,
                nodeIds,
                done(),
                parked(),
                findings,
                notes,
                openTimes.carry(),
                keys,
                keysMoved,
                bytesMoved,
                startedAtMs,
                correctionPermille,
                nextWave,
                verbs.paused(),
                verbs.pausedBecause(),
                rollingBack,
                pace);
    }

    void takeOver(Carried carried) {
        phases = carried.phases();
        labels = carried.labels();
        runIds = carried.runIds();
        nodeIds = carried.nodeIds();
        parked.addAll(carried.parked());
        findings = carried.findings();
        notes = carried.notes();
        openTimes = new OpenTimes(carried.openTimes());
        keys = carried.keys();
        keysMoved = carried.keysMoved();
        bytesMoved = carried.bytesMoved();
        startedAtMs = carried.startedAtMs();
        correctionPermille = carried.correctionPermille();
        nextWave = carried.nextWave();
        rollingBack = carried.rollingBack();
        pace = carried.pace();
        for (SlotMove move : carried.done()) {
            done.put((rollingBack ? "back" : "") + move.from() + move.to(), move);
        }
    }

    /** From here on the finished slots go back; what was done starts anew, the plan is the inverse. */
    void turnBack() {
        phases = io.slotferry.planning.Phases.of(inverse());
        done.clear();
        rollingBack = true;
    }
}
