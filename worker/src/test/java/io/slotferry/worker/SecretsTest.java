package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a person or a log may see contains a password or an API key. */
class SecretsTest {

    private static final String YAML =
            """
            clusters:
              prod: {seeds: ["h:1"], user: u, passwordFile: secret, migratePasswordEnv: MOVER}
            """;

    @TempDir
    private Path dir;

    @Test
    void noTextFormShowsThem() {
        ConfigFiles files = given();
        Surroundings surroundings = files.surroundings(env());
        WorkerConfig config = files.load(YAML, env());
        ClusterSettings settings = config.clusters().get("prod");

        List<Object> everything = List.of(
                surroundings,
                config,
                config.summary(),
                settings,
                settings.resolve(surroundings),
                new ConfiguredClusters(config, surroundings).find("prod"),
                TemporalSettings.load(surroundings));

        assertThat(everything).allSatisfy(each -> assertThat(each.toString()).doesNotContain(ConfigFiles.SECRET));
    }

    @Test
    void noLogLineShowsThem() {
        ConfigFiles files = given();
        files.write("slotferry.yaml", YAML);
        StringWriter printed = new StringWriter();

        try (CapturedLog log = CapturedLog.open().atEveryLevel()) {
            int code = WorkerMain.commandLine(new WorkerMain(files.surroundings(env()), new StopRequest()))
                    .setOut(new PrintWriter(printed, true))
                    .setErr(new PrintWriter(printed, true))
                    .execute("--connect-timeout-s", "0");

            assertThat(code).isEqualTo(5);
            assertThat(String.join("\n", log.lines()) + printed)
                    .contains("cannot reach Temporal")
                    .doesNotContain(ConfigFiles.SECRET);
        }
    }

    private ConfigFiles given() {
        ConfigFiles files = new ConfigFiles(dir);
        files.write("secret", ConfigFiles.SECRET);
        return files;
    }

    private Map<String, String> env() {
        return Map.of(
                "MOVER",
                ConfigFiles.SECRET,
                "TEMPORAL_ADDRESS",
                "127.0.0.1:1",
                "TEMPORAL_API_KEY",
                ConfigFiles.SECRET,
                "TEMPORAL_CONFIG_FILE",
                dir.resolve("no-temporal.toml").toString());
    }
}
