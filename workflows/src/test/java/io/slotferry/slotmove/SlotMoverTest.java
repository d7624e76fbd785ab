package io.slotferry.slotmove;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.slotmove.ObservedSlot.Mark;
import io.slotferry.slotmove.ObservedSlot.Owner;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SlotMoverTest {

    private static ObservedSlot seen(
            Owner source, Owner target, Mark onSource, Mark onTarget, long sourceKeys, long targetKeys) {
        return new ObservedSlot(609, source, target, onSource, onTarget, sourceKeys, targetKeys);
    }

    static Stream<Arguments> forward() {
        Owner s = Owner.SOURCE;
        Owner t = Owner.TARGET;
        Mark no = Mark.NONE;
        Mark ours = Mark.OURS;
        Mark other = Mark.OTHER;
        Mark old = Mark.OUTDATED;
        Owner nobody = Owner.NOBODY;
        return Stream.of(
                Arguments.of("closed, with keys", seen(s, s, no, no, 40, 0), SlotStep.SET_IMPORTING),
                Arguments.of("closed, empty", seen(s, s, no, no, 0, 0), SlotStep.SET_IMPORTING),
                Arguments.of("only importing", seen(s, s, no, ours, 40, 0), SlotStep.SET_MIGRATING),
                Arguments.of("only importing, keys on both", seen(s, s, no, ours, 20, 20), SlotStep.SET_MIGRATING),
                Arguments.of("only migrating", seen(s, s, ours, no, 40, 0), SlotStep.SET_IMPORTING),
                Arguments.of("only migrating, keys moved", seen(s, s, ours, no, 20, 20), SlotStep.SET_IMPORTING),
                Arguments.of("open, keys left", seen(s, s, ours, ours, 1, 39), SlotStep.DRAIN),
                Arguments.of("open, all moved", seen(s, s, ours, ours, 0, 40), SlotStep.SET_NODE),
                Arguments.of("open, never had keys", seen(s, s, ours, ours, 0, 0), SlotStep.SET_NODE),
                Arguments.of("target took it, source marked", seen(s, t, ours, no, 0, 40), SlotStep.TELL_SOURCE),
                Arguments.of("target took it, stale mark", seen(t, t, ours, no, 0, 40), SlotStep.TELL_SOURCE),
                Arguments.of("both agree", seen(t, t, no, no, 0, 40), SlotStep.DONE),
                Arguments.of("target told too early", seen(s, t, ours, no, 3, 40), SlotStep.DRAIN),
                Arguments.of("target told too early, source knows", seen(t, t, ours, no, 3, 40), SlotStep.BLOCKED),
                Arguments.of("target told too early, source closed", seen(s, t, no, no, 3, 40), SlotStep.BLOCKED),
                Arguments.of("source told first", seen(t, s, no, ours, 0, 40), SlotStep.SET_NODE),
                Arguments.of("told of a target that was deposed", seen(nobody, s, no, ours, 0, 40), SlotStep.SET_NODE),
                Arguments.of("the same, heir without mark", seen(nobody, s, no, no, 0, 40), SlotStep.SET_IMPORTING),
                Arguments.of("the same, keys left", seen(nobody, s, no, ours, 1, 40), SlotStep.BLOCKED),
                Arguments.of("importer that names nobody", seen(s, nobody, no, old, 40, 3), SlotStep.SET_IMPORTING),
                Arguments.of("the same, marked anew", seen(s, nobody, ours, ours, 0, 3), SlotStep.SET_IMPORTING),
                Arguments.of("names nobody, not importing", seen(s, nobody, no, no, 40, 3), SlotStep.BLOCKED),
                Arguments.of("names nobody, from a third", seen(s, nobody, no, other, 40, 3), SlotStep.BLOCKED),
                Arguments.of("source told first of its last slot", seen(t, nobody, no, ours, 0, 9), SlotStep.SET_NODE),
                Arguments.of("source told first, mark lost", seen(t, s, no, no, 0, 40), SlotStep.SET_IMPORTING),
                Arguments.of("source told first, keys left", seen(t, s, no, ours, 3, 40), SlotStep.BLOCKED),
                Arguments.of("stray keys on the target", seen(s, s, no, no, 20, 20), SlotStep.BLOCKED),
                Arguments.of("source marked to a third", seen(s, s, other, no, 40, 0), SlotStep.BLOCKED),
                Arguments.of("target marked from a third", seen(s, s, no, other, 40, 0), SlotStep.BLOCKED),
                Arguments.of("source marked to a former target", seen(s, s, old, ours, 40, 3), SlotStep.SET_MIGRATING),
                Arguments.of(
                        "target marked from a former source", seen(s, s, ours, old, 40, 3), SlotStep.SET_IMPORTING),
                Arguments.of("both marks outdated", seen(s, s, old, old, 40, 3), SlotStep.SET_IMPORTING),
                Arguments.of("only an outdated mark, keys moved", seen(s, s, old, no, 40, 3), SlotStep.SET_IMPORTING),
                Arguments.of("target took it, outdated mark", seen(t, t, old, no, 0, 40), SlotStep.TELL_SOURCE),
                Arguments.of("source told first, outdated mark", seen(t, s, no, old, 0, 40), SlotStep.SET_IMPORTING),
                Arguments.of("a third owns it", seen(Owner.OTHER, Owner.OTHER, no, no, 0, 0), SlotStep.BLOCKED),
                Arguments.of("nobody owns it", seen(Owner.NOBODY, Owner.NOBODY, no, no, 0, 0), SlotStep.BLOCKED),
                Arguments.of("views differ", seen(s, Owner.OTHER, ours, ours, 0, 0), SlotStep.BLOCKED));
    }

    @ParameterizedTest(name = "{0} -> {2}")
    @MethodSource("forward")
    void the_next_step_forward(String name, ObservedSlot seen, SlotStep expected) {
        assertThat(SlotMover.nextStep(seen)).isEqualTo(expected);
        if (expected == SlotStep.BLOCKED) {
            assertThat(SlotMover.blockedBecause(seen)).contains("slot 609").hasSizeLessThan(300);
        }
    }

    @Test
    void what_an_unmarked_target_holds_is_no_stray_of_a_slot_that_is_known_to_be_open() {
        for (ObservedSlot seen : everything()) {
            boolean unmarked = seen.sourceMark() == Mark.NONE && seen.targetMark() == Mark.NONE;
            boolean owned = seen.sourceSees() == Owner.SOURCE && seen.targetSees() == Owner.SOURCE;

            SlotStep step = SlotMover.nextOnceOpen(seen);

            assertThat(step).isEqualTo(unmarked && owned ? SlotStep.SET_IMPORTING : SlotMover.nextStep(seen));
        }
        assertThat(SlotMover.nextStep(seen(Owner.SOURCE, Owner.SOURCE, Mark.NONE, Mark.NONE, 20, 20)))
                .isEqualTo(SlotStep.BLOCKED);
    }

    static Stream<Arguments> retreat() {
        Owner s = Owner.SOURCE;
        Mark no = Mark.NONE;
        Mark ours = Mark.OURS;
        Mark old = Mark.OUTDATED;
        return Stream.of(
                Arguments.of("open, target empty", seen(s, s, ours, ours, 40, 0), SlotStep.STABLE_TARGET),
                Arguments.of("only importing", seen(s, s, no, ours, 40, 0), SlotStep.STABLE_TARGET),
                Arguments.of("target closed", seen(s, s, ours, no, 40, 0), SlotStep.STABLE_SOURCE),
                Arguments.of(
                        "target marked from a former source", seen(s, s, ours, old, 40, 0), SlotStep.STABLE_TARGET),
                Arguments.of("source marked to a former target", seen(s, s, old, no, 40, 0), SlotStep.STABLE_SOURCE),
                Arguments.of("back", seen(s, s, no, no, 40, 0), SlotStep.BACK),
                Arguments.of("target holds one key", seen(s, s, ours, ours, 40, 1), SlotStep.BLOCKED),
                Arguments.of("target refilled after its STABLE", seen(s, s, ours, no, 40, 1), SlotStep.BLOCKED),
                Arguments.of("a foreign mark", seen(s, s, Mark.OTHER, no, 40, 0), SlotStep.BLOCKED),
                Arguments.of("target owns", seen(Owner.TARGET, Owner.TARGET, no, no, 0, 0), SlotStep.BLOCKED));
    }

    @ParameterizedTest(name = "{0} -> {2}")
    @MethodSource("retreat")
    void the_next_step_back(String name, ObservedSlot seen, SlotStep expected) {
        assertThat(SlotMover.nextRetreat(seen)).isEqualTo(expected);
    }

    @Test
    void every_step_is_visited_by_these_tables() {
        EnumSet<SlotStep> visited = EnumSet.noneOf(SlotStep.class);
        forward().forEach(row -> visited.add((SlotStep) row.get()[2]));
        retreat().forEach(row -> visited.add((SlotStep) row.get()[2]));
        assertThat(visited).isEqualTo(EnumSet.allOf(SlotStep.class));
    }

    @Test
    void invariants_hold_for_every_observation_there_can_be() {
        for (ObservedSlot seen : everything()) {
            SlotStep step = SlotMover.nextStep(seen);
            SlotStep back = SlotMover.nextRetreat(seen);
            if (step == SlotStep.SET_NODE) {
                assertThat(seen.sourceKeys()).as("I2 %s", seen).isZero();
                assertThat(seen.targetMark()).as("I3 %s", seen).isEqualTo(Mark.OURS);
            }
            if (back == SlotStep.STABLE_TARGET || back == SlotStep.STABLE_SOURCE) {
                assertThat(seen.targetKeys()).as("I6 %s", seen).isZero();
            }
            if (back == SlotStep.STABLE_SOURCE) {
                assertThat(seen.targetMark()).as("I6 %s", seen).isEqualTo(Mark.NONE);
            }
            if (step == SlotStep.DRAIN) {
                assertThat(seen.sourceMark()).as("I1 %s", seen).isEqualTo(Mark.OURS);
                assertThat(seen.targetMark() == Mark.OURS || seen.targetSees() == Owner.TARGET)
                        .as("I1 %s", seen)
                        .isTrue();
            }
        }
    }

    private static List<ObservedSlot> everything() {
        List<ObservedSlot> all = new ArrayList<>();
        for (Owner source : Owner.values()) {
            for (Owner target : Owner.values()) {
                for (Mark onSource : Mark.values()) {
                    for (Mark onTarget : Mark.values()) {
                        for (int keys = 0; keys < 4; keys++) {
                            all.add(seen(source, target, onSource, onTarget, keys & 1, keys >> 1));
                        }
                    }
                }
            }
        }
        return all;
    }
}
