package io.slotferry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeposedTest {

    private static final String OLD = "a".repeat(40);
    private static final String NEW = "b".repeat(40);
    private static final String THIRD = "c".repeat(40);

    @Test
    void nobody_was_deposed_while_the_target_is_still_the_one_the_slot_was_opened_to() {
        ClusterView view = view(line(OLD, "master", "-", ""), line(THIRD, "master,fail", "-", ""));

        assertThat(Deposed.of(view, OLD, OLD)).isEmpty();
    }

    @Test
    void a_former_target_counts_until_it_follows_or_is_forgotten() {
        assertThat(Deposed.of(view(line(OLD, "master,fail", "-", ""), line(NEW, "master", "-", "0-9")), OLD, NEW))
                .map(Node::id)
                .hasValue(OLD);
        assertThat(Deposed.of(view(line(OLD, "master", "-", ""), line(NEW, "master", "-", "0-9")), OLD, NEW))
                .as("back, but it has not heard of its heir yet")
                .isPresent();
        assertThat(Deposed.of(view(line(OLD, "slave", NEW, ""), line(NEW, "master", "-", "0-9")), OLD, NEW))
                .isEmpty();
        assertThat(Deposed.of(view(line(NEW, "master", "-", "0-9")), OLD, NEW)).isEmpty();
    }

    @Test
    void where_nobody_knows_to_whom_the_slot_was_opened_any_dead_mate_that_was_replaced_counts() {
        List<String> mates = List.of(OLD, NEW);
        assertThat(Deposed.among(view(line(OLD, "master,fail", "-", "")), mates))
                .map(Node::id)
                .hasValue(OLD);
        assertThat(Deposed.among(view(line(THIRD, "master,fail", "-", "")), mates))
                .as("of another shard")
                .isEmpty();
        assertThat(Deposed.among(view(line(OLD, "master,fail", "-", "10-20")), mates))
                .as("nobody took its place")
                .isEmpty();
        assertThat(Deposed.among(view(line(OLD, "slave,fail", NEW, "")), mates)).isEmpty();
        assertThat(Deposed.among(view(line(OLD, "master", "-", "")), mates))
                .as("back")
                .isEmpty();
    }

    private static ClusterView view(String... lines) {
        return ClusterNodesParser.parse("d".repeat(40) + " 127.0.0.1:7009@17009 myself,master - 0 0 9 connected\n"
                + String.join("\n", lines) + "\n");
    }

    private static String line(String id, String flags, String primary, String slots) {
        return id + " 127.0.0.1:7000@17000 " + flags + " " + primary + " 0 0 3 connected " + slots;
    }
}
