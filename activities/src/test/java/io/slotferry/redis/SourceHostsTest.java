package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceHostsTest {

    private final SourceHosts hosts =
            new SourceHosts(List.of("127.0.0.1", "172.18.0.2", "0:0:0:0:0:0:0:1"), List.of("172.18.0.3"));

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        // The source, by the worker's address, by the announced one, and by IPv6 as CLIENT LIST writes it.
        "127.0.0.1, restore-asking, true",
        "172.18.0.2, null, true",
        "172.18.0.2, auth, true",
        "[::1], select, true",
        "172.18.0.2, get, false",
        // Another node has a MIGRATE of its own under way.
        "172.18.0.3, restore-asking, false",
        "172.18.0.3, null, false",
        // Nobody is known by it: the source behind a NAT, or a client that has only just come.
        "10.9.9.9, restore-asking, true",
        "10.9.9.9, null, false",
        "10.9.9.9, get, false"
    })
    void onlyWhatMayBeTheSourcesIsCutOff(String from, String command, boolean may) {
        assertThat(hosts.mayHaveSent(from, command)).isEqualTo(may);
    }
}
