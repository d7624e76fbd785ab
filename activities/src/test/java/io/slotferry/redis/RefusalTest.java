package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    }
}
