package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotferry.contract.ReshardRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages show works as they show it. */
class PagesTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern INPUT = Pattern.compile("--input '(\\{\"cluster\".*})'");

    @TempDir
    private Path dir;

    static Stream<String> pages() throws IOException {
        Path root = Path.of("..");
        try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            List<String> pages = docs.filter(file -> file.toString().endsWith(".md"))
                    .map(file -> root.relativize(file).toString())
                    .toList();
            return Stream.concat(Stream.of("README.md", "CONTRIBUTING.md"), pages.stream());
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(String page) {
        Docs docs = Docs.read(page);

        List<String> broken = docs.lines().stream()
                .flatMap(line -> LINK.matcher(line).results())
                .map(link -> link.group(1))
                .filter(link -> !Files.exists(docs.file().resolveSibling(link)))
                .toList();

        assertThat(broken).isEmpty();
    }

    @Test
    void theReadmeIsShort() {
        assertThat(Docs.read("README.md").lines()).hasSizeLessThanOrEqualTo(120);
    }

    @Test
    void theReadmesRequestIsAccepted() throws JsonProcessingException {
        MatchResult input = INPUT.matcher(
                        String.join("\n", Docs.read("README.md").lines()))
                .results()
                .findFirst()
                .orElseThrow();

        ReshardRequest request = new ObjectMapper().readValue(input.group(1), ReshardRequest.class);

        assertThat(request.check()).isEmpty();
    }

    @Test
    void theExampleConfigurationIsAccepted() {
        ConfigFiles files = new ConfigFiles(dir);
        files.write("prod", "x");
        files.write("ca.pem", "-----BEGIN CERTIFICATE-----");
        files.write("cert.pem", "-----BEGIN CERTIFICATE-----");
        files.write("key.pem", "-----BEGIN PRIVATE KEY-----");
        String example = Docs.read("docs/reference/configuration.md")
                .block("yaml")
                .replace("/run/secrets/", "")
                .replace("/etc/slotferry/", "");

        WorkerConfig config = files.load(example, Map.of("MOVER_PASSWORD", "x"));

        assertThat(config.clusters()).containsOnlyKeys("prod", "staging");
        assertThat(config.limits()).isEqualTo(WorkerLimits.DEFAULTS);
    }
}
