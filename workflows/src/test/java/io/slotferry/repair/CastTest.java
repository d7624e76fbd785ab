package io.slotferry.repair;

import static io.slotferry.topology.TestCluster.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.SlotSet;
import io.slotferry.diagnosis.Silence;
import io.slotferry.topology.SlotKeys;
import io.slotferry.topology.TestCluster;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CastTest {

    @Test
    void a_node_that_says_why_it_does_not_serve_us_is_not_to_be_started() {
        assertThat(silence("has as many clients as its maxclients allows"))
                .contains("(has as many clients", "; close idle clients", "CONFIG SET maxclients")
                .doesNotContain("start it");
        assertThat(silence("is busy with a script; do not restart it"))
                .contains("wait until the script ends")
                .doesNotContain("start it or");
        assertThat(silence("cannot be reached within 2 s"))
                .isEqualTo(" (cannot be reached within 2 s); start it or wait until the cluster has replaced it");
    }

    @Test
    void a_server_that_says_what_keeps_it_is_not_given_up() {
        assertThat(failed("is still loading its data")).isFalse();
        assertThat(failed("is busy with a script; do not restart it")).isFalse();
        assertThat(failed("wants a password"))
                .as("that would not keep it from the bus")
                .isTrue();
        assertThat(failed("refuses connections: no server seems to run there")).isTrue();
        assertThat(failed("accepts connections but does not answer within 2 s"))
                .as("it may hang for ever")
                .isTrue();
    }

    private static boolean failed(String error) {
        TestCluster cluster = TestCluster.of(3, 0).silent(1, error).flags(1, "master,fail");
        return Cast.of(cluster.topology(), SlotKeys.NONE).get(id(1)).failed();
    }

    @Test
    void a_node_with_a_renamed_command_runs_and_nobody_need_wait_for_it() {
        TestCluster cluster = TestCluster.of(3, 0)
                .silent(1, Silence.HAS_NO_COMMAND + "CLUSTER; and so on")
                .open(7, 0, 1);
        RepairOrder order = new RepairOrder(
                SlotSet.parse("0-99"), SlotSet.EMPTY, new TreeMap<>(), new TreeMap<>(), List.of(), false, true);

        RepairPlan plan = RepairPlan.of(cluster.topology(), SlotKeys.NONE, order);

        assertThat(plan.waiting()).isEmpty();
        assertThat(plan.stuck().values()).containsExactly(SlotSet.of(7));
        assertThat(plan.stuck().toString())
                .contains("(runs, but has no command CLUSTER); give that command its name back on", "rename-command")
                .doesNotContain("start it or", "and so on");
        cluster.silent(1);
        plan = RepairPlan.of(cluster.topology(), SlotKeys.NONE, order);
        assertThat(plan.stuck()).isEmpty();
        assertThat(plan.waiting().values()).containsExactly(SlotSet.of(7));
    }

    private static String silence(String error) {
        Cast cast = Cast.of(TestCluster.of(3, 0).silent(1, error).topology(), SlotKeys.NONE);
        return cast.get(id(1)).silent();
    }
}
