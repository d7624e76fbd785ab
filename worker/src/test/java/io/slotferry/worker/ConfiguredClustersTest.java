package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotferry.redis.ClusterConfig;
import io.slotferry.redis.ClusterDirectory;
import io.slotferry.redis.Credentials;
import io.slotferry.redis.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredClustersTest {

    @TempDir
    private Path dir;

    private ConfigFiles files;
    private Path secret;

    @BeforeEach
    void givenADirectory() {
        files = new ConfigFiles(dir);
        secret = files.write("secret", "first");
    }

    @Test
    void findsAConfiguredName() {
        ClusterConfig found = directory("clusters: {prod: {seeds: ['h:1'], passwordFile: secret}}")
                .find(" prod ");

        assertThat(found.name()).isEqualTo("prod");
        assertThat(found.credentials()).isEqualTo(new Credentials(null, "first"));
    }

    @Test
    void aRotatedSecretIsTakenAtTheNextFind() {
        ClusterDirectory directory = directory("clusters: {prod: {seeds: ['h:1'], passwordFile: secret}}");
        directory.find("prod");

        files.write("secret", "second\n");

        assertThat(directory.find("prod").credentials().password()).isEqualTo("second");
    }

    @Test
    void aSecretThatWentAwayIsASentence() throws IOException {
        ClusterDirectory directory = directory("clusters: {prod: {seeds: ['h:1'], passwordFile: secret}}");

        Files.delete(secret);

        assertThatThrownBy(() -> directory.find("prod"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(dir + "/slotferry.yaml: clusters.prod.passwordFile names the file " + secret
                        + ", which is not there or not a file");
    }

    @Test
    void takesAddressesWithoutCredentials() {
        ClusterConfig found = directory("").find("a:1, b:2,[::1]:3");

        assertThat(found.seeds())
                .isEqualTo(List.of(new Endpoint("a", 1), new Endpoint("b", 2), new Endpoint("::1", 3)));
        assertThat(found.credentials()).isEqualTo(Credentials.NONE);
        assertThat(found.tls()).isNull();
    }

    @Test
    void theAddressOfAConfiguredSeedGetsNoCredentials() {
        ClusterDirectory directory = directory("clusters: {prod: {seeds: ['h:1'], passwordFile: secret}}");

        assertThat(directory.find("h:1").credentials()).isEqualTo(Credentials.NONE);
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> directory("clusters: {prod: {seeds: ['h:1']}, dev: {seeds: ['h:2']}}")
                        .find("prdo"))
                .hasMessage("no cluster \"prdo\" is configured on this worker; it knows dev, prod,"
                        + " or give host:port of one node");
        assertThatThrownBy(() -> directory("").find("prod"))
                .hasMessage("no cluster \"prod\" is configured on this worker; it has none,"
                        + " or give host:port of one node");
    }

    @Test
    void aSentenceStaysShortWhateverIsConfigured() {
        String many = IntStream.range(0, 50)
                .mapToObj(i -> "c" + i + "x".repeat(60) + ": {seeds: ['h:1']}")
                .collect(Collectors.joining(", "));

        assertThatThrownBy(() -> directory("clusters: {" + many + "}").find("y".repeat(1000)))
                .message()
                .hasSizeLessThanOrEqualTo(300);
    }

    @Test
    void aWrongAddressIsASentenceThatDoesNotRepeatAPassword() {
        assertThatThrownBy(() -> directory("").find("redis://u:" + ConfigFiles.SECRET + "@h:1"))
                .message()
                .startsWith("\"cluster\" must be host:port")
                .doesNotContain(ConfigFiles.SECRET);
        assertThatThrownBy(() -> directory("").find("h:1,h:99999"))
                .hasMessage("\"cluster\" must be host:port, for example 10.0.0.1:6379");
    }

    private ClusterDirectory directory(String yaml) {
        return new ConfiguredClusters(files.load(yaml, Map.of()), files.surroundings(Map.of()));
    }
}
