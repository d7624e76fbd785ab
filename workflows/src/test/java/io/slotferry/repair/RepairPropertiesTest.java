package io.slotferry.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any state at all: the script ends, its end is healthy or a wait, and no step clears a mark or gives up a claim where keys are. Seeds are in the messages. */
class RepairPropertiesTest {

    private static final List<String> NODES = List.of("a", "b", "c", "d");
    private static final int STATES = 10_000;

    @Test
    void every_state_has_a_script_that_ends() {
        for (int seed = 0; seed < STATES; seed++) {
            Stage stage = random(new Random(seed));
            SlotState at = stage.slot();

            Script script = Script.of(at, stage.cast(), seed % 2 == 0, seed % 3 == 0, seed % 5 == 0);

            assertThat(script.steps()).as("seed %d: %s", seed, at).hasSizeLessThan(Script.STEPS_MAX);
            long keys = sum(at);
            for (Decision step : script.steps()) {
                if (step.act() == null) {
                    break;
                }
                RepairAct act = Objects.requireNonNull(step.act());
                check(seed, step, at, act);
                at = at.after(act);
                assertThat(sum(at)).as("seed %d keys", seed).isEqualTo(keys);
            }
        }
    }

    private static void check(int seed, Decision step, SlotState at, RepairAct act) {
        String what = "seed " + seed + " " + step + " at " + at;
        switch (act.kind()) {
            case CLEAR -> {
                boolean owner = at.claims().containsKey(act.node());
                assertThat(owner || at.keysAt(act.node()) == 0).as(what).isTrue();
            }
            case BACK -> assertThat(at.keysAt(act.peer())).as(what).isZero();
            case RAISE_EPOCH ->
                assertThat(at.claims().keySet().stream()
                                .filter(id -> !id.equals(act.node()))
                                .allMatch(id -> at.keysAt(id) == 0))
                        .as(what)
                        .isTrue();
            case TELL ->
                assertThat(at.claims().containsKey(act.node()) && at.keysAt(act.node()) > 0)
                        .as(what)
                        .isFalse();
            case GATHER -> {
                assertThat(at.claims().keySet()).as(what).containsExactly(act.peer());
                assertThat(at.migrating()).as(what).doesNotContainKey(act.peer());
            }
            case FORWARD -> assertThat(at.claims().keySet()).as(what).containsExactly(act.node());
            case TAKE -> assertThat(at.claims()).as(what).isEmpty();
            default -> {}
        }
    }

    private static long sum(SlotState slot) {
        return slot.keys().values().stream().mapToLong(Long::longValue).sum();
    }

    private static Stage random(Random random) {
        Stage stage = new Stage();
        for (String id : NODES) {
            stage.epoch(id, random.nextInt(4));
            stage.sees(id, maybe(random, ""));
            if (random.nextInt(3) == 0) {
                stage.claims(id, random.nextInt(3)).sees(id, id);
            } else if (random.nextInt(3) == 0) {
                stage.migrating(id, maybe(random, "zz"));
            }
            if (random.nextInt(3) == 0) {
                stage.importing(id, maybe(random, "zz"));
            }
            if (random.nextInt(2) == 0) {
                stage.keys(id, 1 + random.nextInt(9));
            }
        }
        if (random.nextInt(4) == 0) {
            stage.replica("e", maybe(random, "a")).replicaMark("e", NODES.get(random.nextInt(4)));
        }
        if (random.nextInt(4) == 0) {
            stage.dead("f").absent("f").epoch("f", random.nextInt(5));
        }
        if (random.nextInt(6) == 0) {
            stage.old(NODES.get(random.nextInt(4)));
        }
        if (random.nextInt(6) == 0) {
            stage.forgotten(NODES.get(random.nextInt(4)));
        }
        return stage;
    }

    private static String maybe(Random random, String otherwise) {
        int which = random.nextInt(NODES.size() + 2);
        return which < NODES.size() ? NODES.get(which) : which == NODES.size() ? "f" : otherwise;
    }
}
