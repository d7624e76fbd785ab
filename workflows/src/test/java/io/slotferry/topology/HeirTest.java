package io.slotferry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.SlotSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeirTest {

    private static final String OLD = "a".repeat(40);
    private static final String NEW = "b".repeat(40);
    private static final String THIRD = "c".repeat(40);
    private static final List<String> TAKERS = List.of("e".repeat(40));
    private static final SlotSet SLOTS = SlotSet.of(5, 6);

    @Test
    void a_primary_that_is_merely_suspected_has_no_heir() {
        ClusterView view = view(line(OLD, "master,fail?", "-", "0-10"), line(NEW, "slave", OLD, ""));

        assertThat(Heir.ofOwner(view, OLD, SLOTS, List.of(NEW), TAKERS)).isEqualTo(OLD);
    }

    @Test
    void a_failed_owner_is_succeeded_by_whoever_owns_its_slots() {
        ClusterView view = view(line(OLD, "master,fail", "-", ""), line(NEW, "master", "-", "0-10"));

        assertThat(Heir.ofOwner(view, OLD, SLOTS, List.of(), TAKERS)).isEqualTo(NEW);
    }

    @Test
    void whoever_has_taken_the_slots_already_is_no_heir_of_a_failed_owner() {
        ClusterView view = view(
                line(OLD, "master,fail", "-", "0-4"),
                line(NEW, "slave", OLD, ""),
                line(TAKERS.get(0), "master", "-", "5-6"));

        assertThat(Heir.ofOwner(view, OLD, SLOTS, List.of(NEW), TAKERS)).isEqualTo(OLD);
        ClusterView promoted = view(
                line(OLD, "master,fail", "-", ""),
                line(NEW, "master", "-", "0-4"),
                line(TAKERS.get(0), "master", "-", "5-6"));
        assertThat(Heir.ofOwner(promoted, OLD, SLOTS, List.of(NEW), TAKERS)).isEqualTo(NEW);
    }

    @Test
    void an_importer_still_names_the_dead_owner_so_its_replicas_are_asked_for() {
        ClusterView view = view(line(OLD, "master,fail", "-", "5-6"), line(NEW, "master", "-", "0-4 7-10"));

        assertThat(Heir.ofOwner(view, OLD, SLOTS, List.of(NEW), TAKERS)).isEqualTo(NEW);
    }

    @Test
    void a_deposed_primary_is_succeeded_by_the_one_it_follows() {
        ClusterView view = view(line(OLD, "slave", NEW, ""), line(NEW, "master", "-", "0-10"));

        assertThat(Heir.ofOwner(view, OLD, SLOTS, List.of(), TAKERS)).isEqualTo(NEW);
        assertThat(Heir.ofPrimary(view, OLD, List.of())).isEqualTo(NEW);
    }

    @Test
    void a_healthy_owner_that_lost_its_slots_was_robbed_not_succeeded() {
        ClusterView view = view(line(OLD, "master", "-", ""), line(THIRD, "master", "-", "0-10"));

        assertThat(Heir.ofOwner(view, OLD, SLOTS, List.of(), TAKERS)).isEqualTo(OLD);
    }

    @Test
    void a_primary_that_stayed_one_without_slots_is_succeeded_by_the_mate_that_took_them() {
        ClusterView view = view(line(OLD, "master", "-", ""), line(NEW, "master", "-", "0-10"));

        assertThat(Heir.ofOwner(view, OLD, SLOTS, List.of(THIRD, NEW), TAKERS)).isEqualTo(NEW);
        assertThat(Heir.ofPrimary(view, OLD, List.of(THIRD, NEW))).isEqualTo(NEW);
    }

    @Test
    void an_importer_that_still_names_it_as_owner_of_the_open_slots_does_not_hide_that() {
        ClusterView view = view(
                "[5-<-" + OLD + "] [6-<-" + OLD + "]",
                line(OLD, "master", "-", "5-6"),
                line(NEW, "master", "-", "0-4 7-10"));

        assertThat(Heir.ofOwner(view, OLD, SLOTS, List.of(NEW), TAKERS)).isEqualTo(NEW);
    }

    @Test
    void a_primary_that_has_slots_left_is_succeeded_by_nobody() {
        ClusterView view = view(line(OLD, "master", "-", "7-10"), line(NEW, "master", "-", "0-6"));

        assertThat(Heir.ofOwner(view, OLD, SLOTS, List.of(NEW), TAKERS)).isEqualTo(OLD);
    }

    @Test
    void a_former_primary_without_slots_is_no_heir_beside_a_mate_with_slots() {
        ClusterView view = view(
                line(OLD, "master,fail", "-", ""), line(THIRD, "master", "-", ""), line(NEW, "master", "-", "0-4"));

        assertThat(Heir.ofOwner(view, OLD, SLOTS, List.of(THIRD, NEW), TAKERS)).isEqualTo(NEW);
    }

    @Test
    void a_failed_primary_without_a_promoted_replica_has_no_heir() {
        ClusterView view = view(line(OLD, "master,fail", "-", "0-10"), line(NEW, "slave", OLD, ""));

        assertThat(Heir.ofPrimary(view, OLD, List.of(NEW))).isEqualTo(OLD);
    }

    @Test
    void an_absent_primary_is_succeeded_by_its_promoted_replica() {
        ClusterView view = view(line(NEW, "master", "-", "0-10"));

        assertThat(Heir.ofPrimary(view, OLD, List.of(THIRD, NEW))).isEqualTo(NEW);
    }

    /** The first line may be the marks of the node whose view it is. */
    private static ClusterView view(String... lines) {
        boolean marks = lines[0].startsWith("[");
        return ClusterNodesParser.parse("d".repeat(40) + " 127.0.0.1:7009@17009 myself,master - 0 0 9 connected"
                + (marks ? " " : "\n") + String.join("\n", lines) + "\n");
    }

    private static String line(String id, String flags, String primary, String slots) {
        return id + " 127.0.0.1:7000@17000 " + flags + " " + primary + " 0 0 3 connected " + slots;
    }
}
