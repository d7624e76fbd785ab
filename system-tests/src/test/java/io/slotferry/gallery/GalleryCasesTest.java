package io.slotferry.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The cases can be read, there are enough of them, and they name only codes that the documentation explains. */
class GalleryCasesTest {

    private static final int CASES_LEAST = 40;
    private final List<Case> cases = CaseReader.all(Path.of("src/test/resources/scenarios"));

    @Test
    void there_are_enough_cases_and_each_tells_its_story() {
        assertThat(cases).hasSizeGreaterThanOrEqualTo(CASES_LEAST);
        assertThat(cases).allSatisfy(each -> {
            assertThat(each.story()).as(each.name()).isNotBlank();
            assertThat(each.breaking()).as(each.name()).isNotEmpty();
        });
    }

    @Test
    void every_code_they_expect_is_documented() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/findings.md"));

        List<String> unknown = cases.stream()
                .map(Case::expected)
                .flatMap(expected ->
                        Stream.concat(expected.findings().stream().map(Expected.Sign::code), expected.maybe().stream()))
                .filter(code -> !page.contains("| `" + code + "`"))
                .distinct()
                .toList();

        assertThat(unknown).isEmpty();
    }

    @Test
    void servers_are_chosen_by_pattern() {
        Case redisOnly = CaseReader.parse("x", List.of("[setup]", "servers redis-* !redis-6.2", "[expect]", "heals"));
        Case notOne = CaseReader.parse("x", List.of("[setup]", "servers !valkey-8.1", "[expect]", "heals"));

        assertThat(Stream.of("redis-7.0", "redis-6.2", "valkey-9.1").filter(redisOnly::appliesTo))
                .containsExactly("redis-7.0");
        assertThat(Stream.of("redis-7.0", "valkey-8.1").filter(notOne::appliesTo))
                .containsExactly("redis-7.0");
    }
}
