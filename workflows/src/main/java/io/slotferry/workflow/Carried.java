package io.slotferry.workflow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.slotferry.contract.Finding;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run hands to itself when it continues as new: only ever written with no slot open. It travels in the memo, so that the one JSON object that starts a run stays the whole input.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Carried(
        List<List<SlotMove>> phases,
        Map<String, String> labels,
        Map<String, String> runIds,
        Map<String, List<String>> replicas,
        Map<String, String> heirs,
        List<SlotMove> adopted,
        List<SlotMove> done,
        List<ParkedSlots> parked,
        List<Finding> findings,
        List<String> notes,
        Map<String, Integer> openTimes,
        long keys,
        long keysMoved,
        long bytesMoved,
        long startedAtMs,
        long correctionPermille,
        int nextWave,
        boolean paused,
        String pausedBecause,
        boolean rollingBack,
        PaceLimits pace,
        @Nullable SlotSet neverReplaced,
        @Nullable String stop,
        boolean retryParked,
        @Nullable List<SlotMove> beforeTurning,
        long movingSinceMs,
        long keysBefore,
        @Nullable Map<String, Long> keysByLane) {

    static final String MEMO_KEY = "carried";

    static Carried of(Ledger ledger, Verbs verbs) {
        return new Carried(
                ledger.phases,
                ledger.labels,
                ledger.runIds,
                ledger.replicas,
                ledger.succession.carry(),
                ledger.moves.adopted(),
                ledger.moves.planned(),
                ledger.parking.all(),
                ledger.findings,
                ledger.notes,
                ledger.openTimes.carry(),
                ledger.keys,
                ledger.keysMoved,
                ledger.bytesMoved,
                ledger.startedAtMs,
                ledger.correctionPermille,
                ledger.nextWave,
                verbs.paused(),
                verbs.pausedBecause(),
                ledger.rollingBack,
                ledger.pace,
                ledger.neverReplaced,
                verbs.stop().name(),
                verbs.retryParkedAsked(),
                ledger.beforeTurning,
                ledger.tempo.sinceMs(),
                ledger.tempo.keysBefore(),
                ledger.tempo.keysByLane());
    }

    /** Into the ledger of the run that goes on. */
    void handTo(Ledger ledger) {
        ledger.phases = phases;
        ledger.labels = labels;
        ledger.runIds = runIds;
        ledger.replicas = replicas;
        ledger.succession = new Succession(heirs);
        parked.forEach(ledger.parking::park);
        ledger.findings = findings;
        ledger.notes = notes;
        ledger.openTimes = new OpenTimes(openTimes);
        ledger.keys = keys;
        ledger.keysMoved = keysMoved;
        ledger.bytesMoved = bytesMoved;
        ledger.startedAtMs = startedAtMs;
        ledger.correctionPermille = correctionPermille;
        ledger.nextWave = nextWave;
        ledger.rollingBack = rollingBack;
        ledger.pace = pace;
        ledger.neverReplaced = neverReplaced == null ? SlotSet.EMPTY : neverReplaced;
        ledger.beforeTurning = beforeTurning == null ? List.of() : beforeTurning;
        ledger.moves.takeOver(adopted, done);
        if (keysByLane != null) {
            ledger.tempo.takeOver(movingSinceMs, keysBefore, keysByLane);
        }
    }
}
