package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = ';',
            value = {
                // Redis 6.2, 7.0 and Valkey 9.1 as they say it.
                "CLUSTER NODES;NOPERM this user has no permissions to run the 'cluster' command or its subcommand;+cluster|nodes",
                "CLUSTER NODES;NOPERM this user has no permissions to run the 'cluster|nodes' command;+cluster|nodes",
                "PING;NOPERM User slotferry has no permissions to run the 'client|setname' command;+client|setname",
                "INFO;NOPERM nothing is named;+info"
            })
    void whoLacksARightIsToldTheLine(String command, String error, String grant) {
        NodeException refused = Refusal.of(new Endpoint("10.0.0.1", 6379), "slotferry", command, error);

        assertThat(refused.right()).isNotNull();
        assertThat(refused)
                .hasMessage("User slotferry lacks " + grant + " on 10.0.0.1:6379; run there: ACL SETUSER slotferry "
                        + grant);
        assertThat(refused.remedy()).contains("./slotferry acl");
    }

    /** Redis and Valkey as they say it; the arguments are cut off before. */
    @ParameterizedTest
    @ValueSource(strings = {"ERR unknown command 'CLUSTER'", "ERR unknown command `CLUSTER`", "ERR Unknown command"})
    void a_renamed_command_is_to_get_its_name_back(String error) {
        NodeException refused = Refusal.of(new Endpoint("10.0.0.1", 6379), "default", "CLUSTER NODES", error);

        assertThat(refused)
                .hasMessage("10.0.0.1:6379 runs, but has no command CLUSTER; give it its name back there"
                        + " (rename-command) and restart it");
    }

    @Test
    void what_else_a_server_says_is_told_as_it_is() {
        String error = "ERR unknown subcommand 'GETSLOTMIGRATIONS'. Try CLUSTER HELP.";
        NodeException refused = Refusal.of(new Endpoint("10.0.0.1", 6379), "default", "CLUSTER X", error);

        assertThat(refused).hasMessage("10.0.0.1:6379 answers CLUSTER X with: " + error);
        assertThat(refused.remedy()).isEmpty();
    }
}
