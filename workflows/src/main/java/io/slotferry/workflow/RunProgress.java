package io.slotferry.workflow;

import io.slotferry.contract.LaneProgress;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.Progress;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotMove;
import io.slotferry.topology.Sentence;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What people see of a run: the answer to {@code progress} and the details in the Web UI (markdown without tables or HTML). */
final class RunProgress {

    private static final int BAR_WIDTH = 30;

    private RunProgress() {}

    static Progress of(Ledger ledger, Verbs verbs, StateClock clock, RunState state, String cluster, String headline) {
        int slots = ledger.slots();
        int moved = ledger.slotsMoved();
        long nowMs = Workflow.currentTimeMillis();
        boolean goesOn = state == RunState.RUNNING || (state == RunState.ROLLING_BACK && ledger.rollingBack);
        return new Progress(
                cluster,
                state,
                headline,
                slots,
                moved,
                ledger.openSlots().count(),
                ledger.parking.slots().count(),
                ledger.keys,
                ledger.keysMoved,
                ledger.bytesMoved,
                ledger.tempo.keysPerSecond(nowMs, ledger.keysMoved),
                goesOn ? ledger.tempo.etaSeconds(nowMs, slots, moved) : -1,
                (nowMs - ledger.startedAtMs) / 1_000.0,
                lanes(ledger),
                waitingFor(ledger, verbs, clock, state),
                ledger.lastProblem,
                next(state));
    }

    static String markdown(Progress progress) {
        StringBuilder text =
                new StringBuilder("### ").append(progress.headline()).append("\n\n");
        text.append("**")
                .append(progress.state())
                .append("**  ")
                .append(bar(progress))
                .append("\n\n");
        if (!progress.waitingFor().isEmpty()) {
            text.append("Waiting: ").append(progress.waitingFor()).append("\n\n");
        }
        for (LaneProgress lane :
                progress.lanes().subList(0, Math.min(16, progress.lanes().size()))) {
            text.append("- `")
                    .append(lane.from())
                    .append("` to `")
                    .append(lane.to())
                    .append("`: ");
            text.append(lane.slotsMoved()).append(" of ").append(lane.slots()).append(" slots, ");
            text.append(lane.keysMoved())
                    .append(" keys, ")
                    .append(lane.slotsOpen())
                    .append(" open\n");
        }
        if (!progress.lastProblem().isEmpty()) {
            text.append("\nLast problem: ").append(progress.lastProblem()).append("\n");
        }
        return text.append("\nNext: ").append(progress.next()).append("\n").toString();
    }

    static String bar(Progress progress) {
        int filled = progress.slots() == 0
                ? BAR_WIDTH
                : Math.min(BAR_WIDTH, BAR_WIDTH * progress.slotsMoved() / progress.slots());
        String eta = progress.etaSeconds() < 0
                ? ""
                : String.format(Locale.ROOT, ", about %d s to go", progress.etaSeconds());
        return String.format(
                Locale.ROOT,
                "`[%s%s]` %d of %d slots, %d keys, %d keys/s%s",
                "#".repeat(filled),
                "-".repeat(BAR_WIDTH - filled),
                progress.slotsMoved(),
                progress.slots(),
                progress.keysMoved(),
                progress.keysPerSecond(),
                eta);
    }

    private static List<LaneProgress> lanes(Ledger ledger) {
        Map<String, List<SlotMove>> bySource = new LinkedHashMap<>();
        for (SlotMove move : ledger.plan()) {
            bySource.computeIfAbsent(move.from(), from -> new ArrayList<>()).add(move);
        }
        List<LaneProgress> lanes = new ArrayList<>();
        bySource.forEach((from, moves) -> {
            int slots = moves.stream().mapToInt(move -> move.slots().count()).sum();
            int moved = moves.stream()
                    .mapToInt(move -> ledger.movedBy(move).count())
                    .sum();
            int open = ledger.openIn(from);
            String doing = open > 0 ? "moving" : moved == slots ? "done" : "waiting";
            boolean oneTarget = moves.stream().map(SlotMove::to).distinct().count() == 1;
            String to = oneTarget ? ledger.label(moves.get(0).to()) : "several";
            lanes.add(new LaneProgress(ledger.label(from), to, slots, moved, ledger.tempo.keysFrom(from), open, doing));
        });
        return lanes;
    }

    private static String waitingFor(Ledger ledger, Verbs verbs, StateClock clock, RunState state) {
        String since = clock.since(state);
        String open = ledger.openSlots().isEmpty()
                ? ""
                : Sentence.count(ledger.openSlots().count(), "open slot") + " to be finished" + because(ledger.stall());
        return switch (state) {
            case PRECHECKING ->
                "the lock on the cluster and an answer of every node; " + since
                        + "; a node that does not answer refuses the run";
            case PLANNED -> "its first slots; " + since + "; goes on by itself";
            case VERIFYING ->
                "every node to name the new owners; " + since
                        + "; if they do not agree within 15 s, the run fails and names who does not";
            case PAUSED ->
                "paused since " + StateClock.at(verbs.pausedSinceMs()) + because(verbs.pausedBecause())
                        + "; no slot is open; until resume";
            case PAUSING -> open + "; " + since + ", until they are, or resume";
            case CANCELLING ->
                (open.isEmpty() ? "what is under way" : open) + "; " + clock.sinceUntil(state, Limits.CANCEL_WAIT_MAX)
                        + " at most";
            case ROLLING_BACK ->
                (open.isEmpty() ? "the slots that go back" : open) + "; " + since
                        + ", until all are where they were, or Cancel";
            case STALLED, THROTTLED ->
                ledger.stall() + "; since " + StateClock.at(ledger.stalledSinceMs())
                        + "; tries again every few seconds until it works or you cancel";
            case AWAITING_APPROVAL -> "the update approve; " + clock.sinceUntil(state, Limits.OPERATOR_WAIT_MAX);
            case NEEDS_OPERATOR ->
                parked(ledger) + ": the update retryParked or finishEarly; "
                        + clock.sinceUntil(state, Limits.OPERATOR_WAIT_MAX);
            default -> "";
        };
    }

    private static String parked(Ledger ledger) {
        return Sentence.count(ledger.parking.slots().count(), "parked slot") + ", "
                + ledger.parking.all().stream()
                        .map(ParkedSlots::reason)
                        .findFirst()
                        .orElse("");
    }

    private static String next(RunState state) {
        return switch (state) {
            case PAUSING, PAUSED -> "send signal `resume` (no input) to go on, or Cancel to stop here";
            case AWAITING_APPROVAL -> "send update `approve` (no input) to start, or Cancel";
            case NEEDS_OPERATOR -> "send update `retryParked` or `finishEarly` (no input)";
            case CANCELLING -> "nothing: the run closes when no slot is open";
            case RUNNING, STALLED, THROTTLED ->
                "send signal `pause` (no input) to hold with no slot open, or Cancel to" + " keep what moved and stop";
            default -> "nothing";
        };
    }

    private static String because(String why) {
        return why.isEmpty() ? "" : " (" + why + ")";
    }
}
