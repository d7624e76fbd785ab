package io.slotferry.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class WholeNumbersTest {

    @ParameterizedTest
    @CsvSource({
        "--runs=x, 'x' is not a whole number",
        "--seed=1.5, '1.5' is not a whole number",
        "--runs=99999999999, '99999999999' is out of range"
    })
    void whatIsNoneIsRefusedInWordsOfNoLanguage(String word, String sentence) {
        CommandLine line = WholeNumbers.in(new CommandLine(new Tool()));

        assertThatThrownBy(() -> line.parseArgs(word))
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("int")
                .hasMessageNotContaining("long");
    }

    @Test
    void numbersAreRead() {
        Tool tool = new Tool();

        WholeNumbers.in(new CommandLine(tool)).parseArgs("--runs=3", "--seed=-4");

        assertThat(tool.runs).isEqualTo(3);
        assertThat(tool.seed).isEqualTo(-4);
    }

    @Command(name = "tool")
    private static final class Tool {

        @Option(names = "--runs")
        private int runs;

        @Option(names = "--seed")
        private long seed;
    }
}
