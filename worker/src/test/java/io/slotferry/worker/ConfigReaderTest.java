package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotferry.redis.ClusterConfig;
import io.slotferry.redis.Credentials;
import io.slotferry.redis.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigReaderTest {

    @TempDir
    private Path dir;

    private ConfigFiles files;

    @BeforeEach
    void givenADirectory() {
        files = new ConfigFiles(dir);
        files.write("secret", ConfigFiles.SECRET + "\n");
        files.write("empty", "\n");
        files.write("two-lines", "a\nb\n");
    }

    @Test
    void readsEveryKey() {
        files.write("tls/ca.pem", "-----BEGIN CERTIFICATE-----");
        files.write("tls/cert.pem", "-----BEGIN CERTIFICATE-----");
        files.write("tls/key.pem", "-----BEGIN PRIVATE KEY-----");

        WorkerConfig config = files.load(
                """
                clusters:
                  prod:
                    seeds: ["10.0.0.1:6379", "[::1]:6380"]
                    user: slotferry
                    passwordFile: secret
                    migrateUser: mover
                    migratePasswordEnv: MOVER_PASSWORD
                    tls: {caFile: tls/ca.pem, certFile: tls/cert.pem, keyFile: tls/key.pem, verifyHost: false}
                    preferHostnames: true
                    addresses: {"10.0.0.1:6379": "203.0.113.5:16379"}
                limits:
                  maxConcurrentActivities: 10
                  maxConcurrentLocalActivities: 11
                  maxConcurrentWorkflowTasks: 12
                  workflowCacheSize: 13
                """,
                Map.of("MOVER_PASSWORD", "move"));

        ClusterConfig prod =
                config.clusters().get("prod").resolve(files.surroundings(Map.of("MOVER_PASSWORD", "move")));
        assertThat(prod)
                .isEqualTo(new ClusterConfig(
                        "prod",
                        List.of(new Endpoint("10.0.0.1", 6379), new Endpoint("::1", 6380)),
                        new Credentials("slotferry", ConfigFiles.SECRET),
                        new Credentials("mover", "move"),
                        new ClusterConfig.Tls(
                                dir.resolve("tls/ca.pem").toString(),
                                dir.resolve("tls/cert.pem").toString(),
                                dir.resolve("tls/key.pem").toString(),
                                false),
                        true,
                        Map.of(new Endpoint("10.0.0.1", 6379), new Endpoint("203.0.113.5", 16379))));
        assertThat(config.limits()).isEqualTo(new WorkerLimits(10, 11, 12, 13));
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        WorkerConfig config =
                files.load("clusters: {plain: {seeds: ['h:1']}, tls: {seeds: ['h:2'], tls: {}}}", Map.of());

        ClusterConfig plain = config.clusters().get("plain").resolve(files.surroundings(Map.of()));
        ClusterConfig tls = config.clusters().get("tls").resolve(files.surroundings(Map.of()));
        assertThat(plain.credentials()).isEqualTo(Credentials.NONE);
        assertThat(plain.migrateCredentials()).isEqualTo(Credentials.NONE);
        assertThat(plain.tls()).isNull();
        assertThat(plain.addresses()).isEmpty();
        assertThat(tls.tls()).isEqualTo(new ClusterConfig.Tls(null, null, null, true));
        assertThat(config.limits()).isEqualTo(new WorkerLimits(64, 64, 32, 100));
    }

    @Test
    void migrateUsesTheOwnCredentialsUnlessItHasItsOwn() {
        WorkerConfig config = files.load(
                """
                clusters:
                  same: {seeds: ["h:1"], user: u, passwordFile: secret}
                  password: {seeds: ["h:2"], user: u, passwordFile: secret, migratePasswordEnv: OTHER}
                """,
                Map.of("OTHER", "o"));

        Surroundings surroundings = files.surroundings(Map.of("OTHER", "o"));
        assertThat(config.clusters().get("same").resolve(surroundings).migrateCredentials())
                .isEqualTo(new Credentials("u", ConfigFiles.SECRET));
        assertThat(config.clusters().get("password").resolve(surroundings).migrateCredentials())
                .isEqualTo(new Credentials("u", "o"));
    }

    @ParameterizedTest
    @MethodSource("emptyFiles")
    void anEmptyFileConfiguresNothing(String yaml) {
        assertThat(files.load(yaml, Map.of()).clusters()).isEmpty();
    }

    static Stream<String> emptyFiles() {
        return Stream.of("", "# nothing\n", "clusters:\n", "clusters: {}\nlimits:\n");
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusals")
    void refusesWithOneSentenceThatNamesFileAndKey(String yaml, String sentence) {
        assertThatThrownBy(() -> files.load(yaml, Map.of("BLANK", "")))
                .isInstanceOf(ConfigException.class)
                .message()
                .isEqualTo(sentence.replace("DIR", dir.toString()).replace("FILE", dir + "/slotferry.yaml"))
                .doesNotContain(ConfigFiles.SECRET)
                .doesNotContain("\n");
    }

    static Stream<Arguments> refusals() {
        return Stream.concat(shapeRefusals(), secretRefusals());
    }

    private static Stream<Arguments> shapeRefusals() {
        return Stream.of(
                refused("- a", "FILE: the file must be a mapping of keys, but is a list"),
                refused("hunter2-never-shown", "FILE: the file must be a mapping of keys, but is a string"),
                refused("a: [", "FILE is not valid YAML at line 1"),
                refused("x: 'hunter2-never-shown\n", "FILE is not valid YAML at line 1"),
                refused("limits: {}\nlimits: {}", "FILE has the same key twice at line 2"),
                refused("cluster: {}", "FILE: unknown key cluster; known here: clusters, limits"),
                refused("clusters: [prod]", "FILE: clusters must be a mapping of keys, but is a list"),
                refused("clusters: {prod: }", "FILE: clusters.prod must be a mapping of keys, but is missing"),
                refused(
                        "clusters: {prod: {}}",
                        "FILE: clusters.prod.seeds must name 1 to 64 nodes as host:port, but names none"),
                refused(
                        "clusters: {prod: {seeds: 'h:1'}}",
                        "FILE: clusters.prod.seeds must be a list of strings, but is a string"),
                refused(
                        "clusters: {prod: {seeds: [6379]}}",
                        "FILE: clusters.prod.seeds must be a list of strings, but is a number"),
                refused(
                        "clusters: {prod: {seeds: [hunter2-never-shown]}}",
                        "FILE: clusters.prod.seeds must be host:port, for example 10.0.0.1:6379"),
                refused(
                        "clusters: {prod: {seeds: ['redis://u:hunter2-never-shown@h:1']}}",
                        "FILE: clusters.prod.seeds must be host:port, for example 10.0.0.1:6379, without redis:// and without a user"),
                refused(
                        "clusters: {'a:1': {seeds: ['h:1']}}",
                        "FILE: clusters.* has a name with something else than letters, digits, dot, dash and underscore, or longer than 64"),
                refused(
                        prod("seed: []"),
                        "FILE: unknown key clusters.prod.seed; known here: addresses, migratePasswordEnv, migratePasswordFile, migrateUser, passwordEnv, passwordFile, preferHostnames, seeds, tls, user"),
                refused(prod("tls: true"), "FILE: clusters.prod.tls must be a mapping of keys, but is true or false"),
                refused(
                        prod("tls: {verifyHost: 'no'}"),
                        "FILE: clusters.prod.tls.verifyHost must be true or false, but is a string"),
                refused(
                        prod("tls: {ca: x}"),
                        "FILE: unknown key clusters.prod.tls.ca; known here: caFile, certFile, keyFile, verifyHost"),
                refused(
                        prod("tls: {caFile: nix}"),
                        "FILE: clusters.prod.tls.caFile names the file DIR/nix, which cannot be read"),
                refused(
                        prod("tls: {caFile: secret}"),
                        "FILE: clusters.prod.tls.caFile names the file DIR/secret, which holds no certificate in PEM form (BEGIN CERTIFICATE)"),
                refused(prod("tls: {certFile: secret}"), "FILE: clusters.prod.tls.certFile needs keyFile as well"),
                refused(
                        prod("addresses: ['h:1']"),
                        "FILE: clusters.prod.addresses must be a mapping of keys, but is a list"),
                refused(
                        prod("addresses: {'h:1': 2}"),
                        "FILE: clusters.prod.addresses.h:1 must be a string (put it in quotes), but is a number"),
                refused(
                        prod("addresses: {'h:1': }"),
                        "FILE: clusters.prod.addresses.h:1 must be a string, but is missing"),
                refused(
                        prod("addresses: {'h:1': h}"),
                        "FILE: clusters.prod.addresses must be host:port, for example 10.0.0.1:6379"),
                refused(
                        "limits: {threads: 5}",
                        "FILE: unknown key limits.threads; known here: maxConcurrentActivities, maxConcurrentLocalActivities, maxConcurrentWorkflowTasks, workflowCacheSize"),
                refused(
                        "limits: {workflowCacheSize: '5'}",
                        "FILE: limits.workflowCacheSize must be a whole number from 10 to 10000, but is a string"),
                refused(
                        "limits: {workflowCacheSize: 9}",
                        "FILE: limits.workflowCacheSize must be a whole number from 10 to 10000, but is 9"),
                refused(
                        "limits: {maxConcurrentWorkflowTasks: 1.5}",
                        "FILE: limits.maxConcurrentWorkflowTasks must be a whole number from 2 to 1000, but is a number"));
    }

    private static Stream<Arguments> secretRefusals() {
        return Stream.of(
                refused(
                        prod("password: hunter2-never-shown"),
                        "FILE: clusters.prod.password is refused: a password does not belong in this file; use passwordFile or passwordEnv"),
                refused(
                        prod("migratePassword: hunter2-never-shown"),
                        "FILE: clusters.prod.migratePassword is refused: a password does not belong in this file; use migratePasswordFile or migratePasswordEnv"),
                refused(
                        prod("user: 7"),
                        "FILE: clusters.prod.user must be a string (put it in quotes), but is a number"),
                refused(
                        prod("user: ''"),
                        "FILE: clusters.prod.user must be a string (put it in quotes), but is an empty string"),
                refused(prod("user: u"), "FILE: clusters.prod.user needs passwordFile or passwordEnv"),
                refused(
                        prod("migrateUser: u"),
                        "FILE: clusters.prod.migrateUser needs migratePasswordFile or migratePasswordEnv"),
                refused(
                        prod("passwordFile: secret, passwordEnv: X"),
                        "FILE: clusters.prod.passwordFile and passwordEnv exclude each other; give one of them"),
                refused(
                        prod("passwordFile: [secret]"),
                        "FILE: clusters.prod.passwordFile must be a string (put it in quotes), but is a list"),
                refused(
                        prod("passwordFile: nix"),
                        "FILE: clusters.prod.passwordFile names the file DIR/nix, which is not there or not a file"),
                refused(
                        prod("passwordFile: empty"),
                        "FILE: clusters.prod.passwordFile names the file DIR/empty, which is empty"),
                refused(
                        prod("passwordFile: two-lines"),
                        "FILE: clusters.prod.passwordFile names the file DIR/two-lines, which has more than one line"),
                refused(
                        prod("passwordEnv: UNSET"),
                        "FILE: clusters.prod.passwordEnv names the environment variable UNSET, which is not set"),
                refused(
                        prod("migratePasswordEnv: BLANK"),
                        "FILE: clusters.prod.migratePasswordEnv names the environment variable BLANK, which is empty"));
    }

    private static String prod(String keys) {
        return "clusters: {prod: {seeds: ['h:1'], " + keys + "}}";
    }

    private static Arguments refused(String yaml, String sentence) {
        return Arguments.of(yaml, sentence);
    }
}
