package io.slotferry.workflow;

import io.slotferry.contract.LaneProgress;
import io.slotferry.contract.Progress;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotMove;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What people see of a run: the answer to {@code progress} and the details in the Web UI (markdown without tables or HTML). */
final class RunProgress {

    private static final int BAR_WIDTH = 30;

    private RunProgress() {}

    static Progress of(Ledger ledger, Verbs verbs, RunState state, String cluster, String headline) {
        int slots = ledger.slots();
        int moved = ledger.slotsMoved();
        long movingMs = ledger.movingMs();
        long rate = movingMs < 500 ? 0 : ledger.keysMoved * 1_000 / movingMs;
        long eta = moved == 0 || state != RunState.RUNNING ? -1 : movingMs * (slots - moved) / moved / 1_000;
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
                rate,
                eta,
                (Workflow.currentTimeMillis() - ledger.startedAtMs) / 1_000.0,
                lanes(ledger),
                waitingFor(ledger, verbs, state),
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
            lanes.add(new LaneProgress(ledger.label(from), to, slots, moved, ledger.keysMovedFrom(from), open, doing));
        });
        return lanes;
    }

    private static String waitingFor(Ledger ledger, Verbs verbs, RunState state) {
        return switch (state) {
            case PAUSED ->
                "paused since " + at(verbs.pausedSinceMs()) + because(verbs.pausedBecause())
                        + "; no slot is open; until resume";
            case PAUSING, CANCELLING, ROLLING_BACK ->
                ledger.openSlots().isEmpty()
                        ? ""
                        : ledger.openSlots().count() + " open slots are being finished" + because(ledger.stall());
            case STALLED, THROTTLED ->
                ledger.stall() + "; since " + at(ledger.stalledSinceMs())
                        + "; tries again every few seconds until it works or you cancel";
            case AWAITING_APPROVAL -> "the update approve, for at most 7 days";
            case NEEDS_OPERATOR -> "the update retryParked or finishEarly, for at most 7 days";
            default -> "";
        };
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

    private static String at(long epochMs) {
        return Instant.ofEpochMilli(epochMs / 1_000 * 1_000).toString();
    }
}
