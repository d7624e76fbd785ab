package io.slotferry.repair;

import io.slotferry.repair.RepairAct.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that has to be done to one slot, as the table sees it from here. Only the first act is ever done from it; then everybody is asked again.
 *
 * @param steps in order; empty for a healthy slot; the last one may be to wait
 */
record Script(List<Decision> steps) {

    /** No slot needs as many; a table that ran in a circle would. */
    static final int STEPS_MAX = 24;

    Script {
        steps = List.copyOf(steps);
    }

    static Script of(SlotState slot, Cast cast, boolean planned, boolean back, boolean impatient) {
        List<Decision> steps = new ArrayList<>();
        SlotState at = slot;
        for (int i = 0; i < STEPS_MAX; i++) {
            Decision next = SlotRepair.next(at, cast, planned, impatient);
            if (next.row() == Row.HEALTHY || steps.contains(next)) {
                // What comes of a promotion the next look shows.
                break;
            }
            if (next.act() == null) {
                steps.add(next);
                break;
            }
            Decision before = cast.strangers().before(next.act(), cast);
            if (before != null && !steps.contains(before)) {
                steps.add(before);
            }
            if (before != null && before.act() == null) {
                break;
            }
            steps.add(next);
            at = at.after(next.act());
        }
        Decision home = back ? home(slot, steps, cast) : null;
        if (home != null) {
            steps.add(home);
        }
        return new Script(steps);
    }

    boolean healthy() {
        return steps.isEmpty();
    }

    @Nullable
    RepairAct first() {
        return steps.isEmpty() ? null : steps.get(0).act();
    }

    /** The steps before the first forbidden act. */
    Script until(Predicate<RepairAct> forbidden) {
        return new Script(steps.stream()
                .takeWhile(step -> step.act() == null || !forbidden.test(step.act()))
                .toList());
    }

    Script without(Predicate<RepairAct> done) {
        return new Script(steps.stream()
                .filter(step -> step.act() == null || !done.test(step.act()))
                .toList());
    }

    /** Whether it ends with waiting for something. */
    boolean waits() {
        return !steps.isEmpty() && last().act() == null;
    }

    Decision last() {
        return steps.get(steps.size() - 1);
    }

    /** Code of the finding that has to be consented to; empty if there is none. */
    String consent() {
        return asking().map(step -> step.row().consent()).orElse("");
    }

    /** What the consent is asked for; empty if for nothing. */
    String asksBecause() {
        return asking().map(Decision::why).orElse("");
    }

    private Optional<Decision> asking() {
        return steps.stream().filter(step -> !step.row().consent().isEmpty()).findFirst();
    }

    /** Where a half-moved slot came from: finishing it forward and moving it back is the only way back that hides no key. */
    private static @Nullable Decision home(SlotState slot, List<Decision> steps, Cast cast) {
        if (!steps.isEmpty() && steps.get(steps.size() - 1).act() == null) {
            return null;
        }
        String source = "";
        String target = "";
        for (Decision step : steps) {
            if (step.act() != null && step.act().kind() == Kind.FORWARD) {
                source = step.act().node();
                target = step.act().peer();
            } else if (step.row() == Row.HALF_TAKEN) {
                target = Objects.requireNonNull(step.act()).node();
                source = slot.importing().getOrDefault(target, "");
            }
        }
        if (source.isEmpty() && slot.claims().size() == 1) {
            // It has arrived, and its source does not know yet.
            target = slot.claimants().get(0);
            String owner = target;
            source = slot.migrating().entrySet().stream()
                    .filter(mark ->
                            mark.getValue().equals(owner) && !mark.getKey().equals(owner))
                    .map(java.util.Map.Entry::getKey)
                    .findFirst()
                    .orElse("");
        }
        if (source.isEmpty() || !cast.mayOwn(source)) {
            return null;
        }
        Actor from = Objects.requireNonNull(cast.find(target));
        return from.canSendTo(cast.get(source))
                ? new Decision(
                        Row.FORWARD,
                        RepairAct.of(Kind.RETURN, target, source),
                        "it goes back to where it came from, as a move of its own")
                : null;
    }
}
