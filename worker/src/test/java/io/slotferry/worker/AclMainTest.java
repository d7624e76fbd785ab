package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AclMainTest {

    @TempDir
    private Path dir;

    private ConfigFiles files;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void givenADirectory() {
        files = new ConfigFiles(dir);
        files.write("secret", ConfigFiles.SECRET + "\n");
    }

    private int run(String... args) {
        CommandLine line = AclMain.commandLine(new AclMain(files.surroundings(Map.of("MOVER", "move"))));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    @Test
    void printsOneLineForEachUser() {
        assertThat(run("--server", "7.0", "--migrate-user", "mover")).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .startsWith("ACL SETUSER slotferry reset on >PASSWORD resetchannels ~* +ping ")
                .contains(" +cluster|setslot ", " +migrate ", " +function|list ", " +acl|dryrun")
                .doesNotContain("restore", "+del", "delslots", "+@", "allcommands");
        assertThat(lines.get(1))
                .isEqualTo("ACL SETUSER mover reset on >PASSWORD resetchannels ~* +select +restore-asking");
    }

    @Test
    void asJsonItIsOneDocument() throws IOException {
        assertThat(run("--server", "7.0", "--migrate-user", "mover", "--output", "json"))
                .isZero();

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.at("/server").textValue()).contains("7.0");
        assertThat(json.at("/users/1/name").textValue()).isEqualTo("mover");
        assertThat(json.at("/users/1/rules").textValue()).endsWith("+select +restore-asking");
    }

    @Test
    void anOldServerIsNotGrantedWhatItDoesNotKnow() {
        assertThat(run("--server", "redis-6.2", "--aclfile")).isZero();

        assertThat(out.toString())
                .startsWith("user slotferry on >PASSWORD")
                .contains("+restore-asking")
                .doesNotContain("function", "dryrun", "shards", "getslotmigrations");
    }

    @Test
    void usersComeFromTheConfigurationAndPasswordsFromNowhere() {
        files.write(
                "slotferry.yaml",
                "clusters: {prod: {seeds: ['10.0.0.1:6379'], user: ferry, passwordFile: secret,"
                        + " migrateUser: tug, migratePasswordEnv: MOVER}}");

        assertThat(run("--cluster", "prod", "--server", "valkey-9.1", "--config", dir.resolve("slotferry.yaml") + ""))
                .isZero();

        assertThat(out.toString())
                .contains("ACL SETUSER ferry reset", "ACL SETUSER tug reset", "+cluster|getslotmigrations")
                .doesNotContain(ConfigFiles.SECRET, ">move");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--server seven", "--cluster nobody", "--nonsense"})
    void wrongUsageIsOneSentence(String arguments) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1)))
                .isEqualTo(2);

        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("slotferry acl: ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aClusterThatDoesNotAnswerIsSaidToBeAway() {
        assertThat(run("--cluster", "127.0.0.1:1")).isEqualTo(6);

        assertThat(err.toString()).contains("127.0.0.1:1", "--server");
    }

    @ParameterizedTest
    @CsvSource({
        "--output json, InvalidRequest, 2",
        "--output JSON --server foo, InvalidRequest, 2",
        "--output=json --cluster nobody, InvalidRequest, 2",
        "--nonsense --output json, Usage, 2",
        "--output json --cluster 127.0.0.1:1, ClusterUnreachable, 6"
    })
    void asJsonARefusalIsTheOneDocument(String arguments, String type, int exitCode) throws IOException {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(exitCode);

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(json.at("/error/type").textValue()).isEqualTo(type);
        assertThat(json.at("/error/exitCode").intValue()).isEqualTo(exitCode);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "slotferry acl: " + json.at("/error/sentence").textValue());
    }

    @ParameterizedTest
    @CsvSource({
        "5.0, at least Redis 6.2",
        "6.0, at least Redis 6.2",
        "redis-6.1, at least Redis 6.2",
        "valkey-7.0, at least Valkey 7.2"
    })
    void aServerThatSlotferryDoesNotServeIsRefused(String version, String sentence) {
        assertThat(run("--server", version)).isEqualTo(2);

        assertThat(err.toString()).contains("is too old", sentence);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.2", "valkey-7.2"})
    void theOldestThatItServesIsNot(String version) {
        assertThat(run("--server", version)).isZero();
    }

    @Test
    void anUnknownClusterIsLookedForInTheFileThatWasRead() {
        assertThat(run("--cluster", "nope")).isEqualTo(2);
        assertThat(err.toString())
                .contains("acl finds no configuration file", "--config")
                .doesNotContain("worker");

        files.write("slotferry.yaml", "clusters: {prod: {seeds: ['10.0.0.1:6379']}}");
        String file = dir.resolve("slotferry.yaml").toString();
        assertThat(run("--cluster", "nope", "--server", "7.0", "--config", file))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("no cluster \"nope\" is configured in " + file + ", which acl reads; it knows prod")
                .doesNotContain("worker");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theCommandsOfTheManualWork() throws IOException {
        List<String> commands = Files.readAllLines(Path.of("../docs/operating/security.md")).stream()
                .filter(line -> line.startsWith("./slotferry acl --server"))
                .toList();

        assertThat(commands).hasSizeGreaterThanOrEqualTo(2);
        commands.forEach(command -> assertThat(
                        run(command.substring("./slotferry acl ".length()).split(" ", -1)))
                .as(command)
                .isZero());
    }
}
