package io.slotferry.slotmove;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts as Redis 6.2 to 8.0 and Valkey 8.0 to 9.1 print them. */
class MigrateReplyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "OK | MOVED",
                "NOKEY | NO_KEY",
                "BUSYKEY Target key name already exists. | BUSY_KEY",
                "ERR Target instance replied with error: BUSYKEY Target key name already exists. | BUSY_KEY",
                "IOERR error or timeout reading to target instance | UNKNOWN",
                "IOERR error or timeout writing to target instance | UNKNOWN",
                "IOERR error or timeout connecting to the client | UNKNOWN",
                "ERR Target instance replied with error: OOM command not allowed when used memory > 'maxmemory'. | WAIT",
                "ERR Target instance replied with error: NOREPLICAS Not enough good replicas to write. | WAIT",
                "NOREPLICAS Not enough good replicas to write. | WAIT",
                "ERR Target instance replied with error: BUSY Redis is busy running a script. | WAIT",
                "BUSY Valkey is busy running a script. | WAIT",
                "LOADING Redis is loading the dataset in memory | WAIT",
                "CLUSTERDOWN The cluster is down | WAIT",
                "TRYAGAIN Multiple keys request during rehashing of slot | WAIT",
                "MISCONF Errors writing to the AOF file | WAIT",
                "MOVED 5150 127.0.0.1:7001 | CHANGED",
                "ERR Target instance replied with error: MOVED 5150 127.0.0.1:7001 | CHANGED",
                "ERR Target instance replied with error: ASK 4748 127.0.0.1:21101 | CHANGED",
                "READONLY You can't write against a read only replica. | CHANGED",
                "ERR Slot export in progress. | CHANGED",
                "ERR Target instance replied with error: ERR DUMP payload version or checksum are wrong | REFUSED",
                "ERR Target instance replied with error: NOAUTH Authentication required. | REFUSED",
                "ERR Target instance replied with error: WRONGPASS invalid username-password pair | REFUSED",
                "NOPERM this user has no permissions to run the 'migrate' command | REFUSED",
                "CROSSSLOT Keys in request don't hash to the same slot | REFUSED",
                "ERR something nobody has seen yet | REFUSED"
            })
    void a_reply_means(String text, MigrateReply expected) {
        assertThat(MigrateReply.of(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ERR Target instance replied with error: ERR DUMP payload version or checksum are wrong, true",
        "ERR Target instance replied with error: NOAUTH Authentication required., true",
        "NOPERM this user has no permissions to run the 'migrate' command, true",
        "NOPERM this user has no permissions to run the 'migrate' command or its subcommand, true",
        "NOPERM User monkey has no permissions to run the 'migrate' command (on valkey-0:6379), true",
        "ERR unknown command 'MIGRATE', true",
        "NOPERM this user has no permissions to access one of the keys used as arguments, false",
        "NOPERM No permissions to access a key, false",
        "ERR Target instance replied with error: ERR Bad data format, false",
        "ERR Target instance replied with error: OOM command not allowed when used memory > 'maxmemory'., false",
        "ERR something nobody has seen yet, false"
    })
    void a_refusal_is_about_every_slot_or_about_one_key(String text, boolean all) {
        assertThat(MigrateReply.refusesAll(text)).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({
        "ERR I'm already the owner of hash slot 609, true",
        "ERR I'm not the owner of hash slot 609, true",
        "ERR Please use SETSLOT only with masters., true",
        "NOREPLICAS Not enough good replicas to write., false",
        "ERR I don't know about node abc, false"
    })
    void a_refused_setslot_was_done_before(String text, boolean expected) {
        assertThat(MigrateReply.alreadyDone(text)).isEqualTo(expected);
    }
}
