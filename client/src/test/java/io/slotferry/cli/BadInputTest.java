package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a command is said before Temporal is contacted: each of these would exit with 5 otherwise. */
class BadInputTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            plan --to b:1 --slots 1                                    | "cluster" is missing
            plan --cluster redis://admin:s3cret@h:6379 --to b:1 --slots 1 | "cluster" must be a configured name or host:port
            diagnose --cluster admin:s3cret@h:6379                     | "cluster" must be a configured name or host:port
            repair --cluster redis://:s3cret@h:6379 --yes              | "cluster" must be a configured name or host:port
            reshard --cluster prod --to redis://:s3cret@h:6379 --slots 1 --yes | "to" must be a node id or host:port
            plan --cluster prod --slots 1                              | "to" is missing
            plan --cluster prod --to b:1                               | "slots" or "slotCount" is missing
            plan --cluster prod --to b:1 --slots 16384                 | slot 16384 does not exist
            plan --cluster prod --to b:1 --slots 9-3                   | range 9-3 runs backwards
            plan --cluster prod --to b:1 --slots 1 --slot-count 2      | exclude each other
            plan --cluster prod --to b:1 --slot-count 0                | "slotCount" is 0, but must be from 1 to 16384
            plan --cluster prod --to b:1 --slot-count many             | Invalid value for option '--slot-count': 'many' is not a whole number; see
            plan --cluster prod --to b:1 --slot-count 1.5              | '1.5' is not a whole number
            plan --cluster prod --to b:1 --slot-count 99999999999999999999 | '99999999999999999999' is out of range
            tune r1 --keys-per-second fast                             | '--keys-per-second': 'fast' is not a whole number
            plan --cluster prod --to b:1 --slots 1 --from a:1          | "from" goes with slotCount
            plan --cluster prod --to b:1 --slots 1 --engine warp       | "engine" is "warp"
            plan --cluster prod --to b:1 --slots 1 --lanes-max 65      | "pace.lanesMax" is 65
            plan --cluster prod --to b:1 --slots 1 --big-keys eat      | "bigKeys.policy" is "eat"
            plan --cluster prod --to b:1 --moves [{"slots":"1","to":"b:1"}] | "moves" stands alone
            plan --cluster prod --moves [{"slots":"1","too":"b:1"}]    | unknown field "moves[0].too"
            plan --cluster prod --moves [{"slots":1,"to":"b:1"}]       | "moves[0].slots" must be a string
            plan --cluster prod --moves {"slots":"1"}                  | "moves" must be a list of objects
            plan --cluster prod --moves [{                             | --moves is not JSON
            plan --cluster prod --moves @no/such/file                  | cannot read file no/such/file of --moves
            reshard --cluster prod --to b:1 --slots 16384 --yes        | slot 16384 does not exist
            reshard --cluster prod --to b:1 --slots 1                  | give --yes
            diagnose                                                   | "cluster" is missing
            tune r1                                                    | nothing to tune
            tune r1 --keys-per-migrate 1001                            | "keysPerMigrate" is 1001
            plan --cluster prod --to b:1 --slots 1 --keys-per-second 4000 --keys-per-second 1500 | --keys-per-second is given more than once
            plan --cluster prod --to b:1 --lanes-max=2 --slots 1 --lanes-max=3 | --lanes-max is given more than once
            tune r1 --keys-per-second 4000 --lanes-max 2 --keys-per-second 1500 | --keys-per-second is given more than once
            plan --cluster prod --cluster test --to b:1                | '--cluster'
            pause r1 r2                                                | Unmatched argument at index 2: 'r2'
            plan --cluster prod --too b:1                              | Unknown options: '--too'
            repair 127.0.0.1:7001                                      | did you mean --cluster 127.0.0.1:7001?
            plan --cluster prod --output xml                           | '--output'
            reshrad                                                    | Unmatched argument at index 0: 'reshrad'
            """)
    void isRefusedInOneSentenceThatNamesIt(String command, String sentence) {
        CliRun.of(CliRun.NO_TEMPORAL, command.strip().split(" "))
                .exits(2)
                .printsNothing()
                .complains(sentence)
                .complainsInOneSentence();
    }

    @Test
    void noCommandAtAllPointsToTheHelp() {
        CliRun.of(CliRun.NO_TEMPORAL).exits(2).complains("./slotferry --help").complainsInOneSentence();
    }

    @Test
    void severalProblemsAreCounted() {
        CliRun.of(CliRun.NO_TEMPORAL, "plan").exits(2).complains("\"cluster\" is missing", "(and 2 more)");
    }

    @Test
    void withJsonTheErrorIsTheOneDocument() {
        var json = CliRun.of(CliRun.NO_TEMPORAL, "plan", "--output", "json", "--cluster", "prod")
                .exits(2)
                .json();
        assertThat(json.at("/error/type").textValue()).isEqualTo("InvalidRequest");
        assertThat(json.at("/error/sentence").textValue()).contains("\"to\" is missing");
        assertThat(json.at("/error/exitCode").intValue()).isEqualTo(2);
    }

    @Test
    void withJsonAnUnknownOptionIsADocumentToo() {
        var json = CliRun.of(CliRun.NO_TEMPORAL, "plan", "--nonsense", "--output=json")
                .exits(2)
                .json();
        assertThat(json.at("/error/type").textValue()).isEqualTo("Usage");
    }

    @Test
    void aMovesFileThatIsTooLargeIsNotRead(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("moves.json"), " ".repeat(2_000_001));
        CliRun.of(CliRun.NO_TEMPORAL, "plan", "--cluster", "prod", "--moves", "@" + file)
                .exits(2)
                .complains("larger than 2 MB");
    }

    @Test
    void aStackTraceIsShownOnlyWhenAskedFor() {
        CliRun.of(java.util.Map.of("SLOTFERRY_DEBUG", "1"), "diagnose").exits(2).complains("\tat io.slotferry.cli");
    }
}
