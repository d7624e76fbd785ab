package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemedyTest {

    private static final Endpoint SOURCE = new Endpoint("10.0.0.1", 6379);
    private static final Endpoint TARGET = new Endpoint("10.0.0.2", 6379);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ERR Target instance replied with error: OOM command not allowed. | raise maxmemory on 10.0.0.2:6379",
                "OOM command not allowed when used memory > 'maxmemory'. | raise maxmemory on 10.0.0.1:6379",
                "NOREPLICAS Not enough good replicas to write. | replicas of 10.0.0.1:6379",
                "ERR Target instance replied with error: MISCONF Errors writing to the AOF file | 10.0.0.2:6379 cannot write",
                "BUSY Redis is busy running a script. | script that runs on 10.0.0.1:6379",
                "ERR Target instance replied with error: LOADING Redis is loading | until 10.0.0.2:6379 has loaded",
                "ERR Target instance replied with error: CLUSTERDOWN The cluster is down | 10.0.0.2:6379 sees no majority",
                "ERR Target instance replied with error: NOPERM this user has no permissions to run | on 10.0.0.2:6379; ./slotferry acl",
                "NOPERM this user has no permissions to run the 'migrate' command | on 10.0.0.1:6379; ./slotferry acl",
                "ERR Target instance replied with error: NOAUTH Authentication required. | 10.0.0.2:6379 wants a user",
                "ERR Target instance replied with error: WRONGPASS invalid username-password pair | 10.0.0.2:6379 has other",
                "ERR Target instance replied with error: ERR DUMP payload version or checksum are wrong | 10.0.0.2:6379 cannot read",
                "ERR Target instance replied with error: ERR Bad data format | 10.0.0.2:6379 cannot read",
                "ERR unknown command 'MIGRATE' | on 10.0.0.1:6379; give it its name back (rename-command)",
                "ERR Target instance replied with error: ERR unknown command 'RESTORE-ASKING' | on 10.0.0.2:6379; give it its name back",
                "MASTERDOWN Link with MASTER is down | 10.0.0.1:6379 is a replica"
            })
    void namesTheNodeAndWhatHelps(String answer, String advice) {
        assertThat(Remedy.added(answer, SOURCE, TARGET)).startsWith(answer).contains(advice);
    }

    @Test
    void addsNothingToWhatItDoesNotKnow() {
        assertThat(Remedy.added("TRYAGAIN Multiple keys", SOURCE, TARGET)).isEqualTo("TRYAGAIN Multiple keys");
    }
}
