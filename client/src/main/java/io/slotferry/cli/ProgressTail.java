package io.slotferry.cli;

import io.slotferry.contract.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What stands beside the bar: how far, how fast, how long yet, and last the state. */
final class ProgressTail {

    private ProgressTail() {}

    /** All of it, or what fits: first goes what can be done without, last the count; the state stays. */
    static String within(Progress progress, int width) {
        String slots = progress.slotsMoved() + "/" + progress.slots();
        double percent = progress.slots() == 0 ? 0 : 100.0 * progress.slotsMoved() / progress.slots();
        String share = String.format(Locale.ROOT, "%.1f%%", percent);
        String speed = ProgressText.grouped(progress.keysPerSecond()) + " keys/s";
        String eta = "ETA " + (progress.etaSeconds() < 0 ? "-" : ProgressText.duration(progress.etaSeconds()));
        String parked = progress.slotsParked() == 0 ? "" : progress.slotsParked() + " parked";
        String state = progress.state().name();
        List<String> tails = new ArrayList<>();
        tails.add(line(slots + " slots", share, speed, eta, parked, state));
        tails.add(line(slots + " slots", speed, eta, parked, state));
        tails.add(line(slots + " slots", eta, parked, state));
        tails.add(line(slots + " slots", parked, state));
        tails.add(line(slots, parked, state));
        tails.add(line(slots, state));
        return tails.stream().filter(tail -> tail.length() <= width).findFirst().orElse(state);
    }

    private static String line(String... parts) {
        return String.join(
                "  ", List.of(parts).stream().filter(part -> !part.isEmpty()).toList());
    }
}
