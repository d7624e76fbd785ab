package io.slotferry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotferry.lab.TemporalBinary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BenchIT {

    /** Whether it is quick is not asked here: other tests have used the machine. */
    @Test
    void everyContestantMovesEverythingAndIsMeasured() throws JsonProcessingException {
        assumeTrue(TemporalBinary.find().isPresent(), "there is no Temporal CLI here (SLOTFERRY_TEMPORAL)");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int code = BenchMain.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                "--workload",
                "tiny",
                "--rounds",
                "1",
                "--output",
                "json");

        assertThat(code).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
        JsonNode contestants = json.at("/workloads/0/contestants");
        assertThat(contestants.findValuesAsText("name")).contains("bare sockets", "slotferry");
        assertThat(contestants).allSatisfy(each -> {
            assertThat(each.at("/seconds/0").asDouble()).isPositive();
            assertThat(each.at("/probes").asLong()).isPositive();
        });
        JsonNode slotferry = contestants.get(contestants.size() - 1);
        assertThat(slotferry.at("/historyEvents").asLong()).isPositive();
        assertThat(slotferry.at("/workerRssBytes").asLong()).isPositive();
    }

    @Test
    void aWorkloadThatDoesNotExistIsNamed() {
        assertThat(BenchMain.run(System.out, "--workload", "huge")).isEqualTo(2);
    }
}
