package io.slotferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read back from histories and memos, also by an older or newer release. */
class StoredJsonTest {

    static Stream<Arguments> stored() {
        String report = Wire.golden("report");
        String progress = Wire.golden("progress");
        return Stream.of(
                Arguments.of(report, Report.class),
                Arguments.of(progress, Progress.class),
                Arguments.of(Wire.tree(report).get("findings").get(0).toString(), Finding.class),
                Arguments.of(Wire.tree(report).get("plan").get(0).toString(), SlotMove.class),
                Arguments.of(Wire.tree(report).get("parked").get(0).toString(), ParkedSlots.class),
                Arguments.of(Wire.tree(progress).get("lanes").get(0).toString(), LaneProgress.class));
    }

    @ParameterizedTest
    @MethodSource("stored")
    void keepsEveryField(String json, Class<?> type) {
        Object value = Wire.read(json, type);

        assertThat(Wire.write(value)).isEqualTo(Wire.tree(json));
        assertThat(Wire.read(Wire.write(value).toString(), type)).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("stored")
    void ignoresWhatALaterReleaseAdded(String json, Class<?> type) {
        assertThat(Wire.read(Wire.fromTheFuture(json), type)).isEqualTo(Wire.read(json, type));
    }

    @Test
    void readsTheValuesIntoTheRightPlaces() {
        Report report = Wire.read(Wire.golden("report"), Report.class);

        assertThat(report.state()).isEqualTo(RunState.PARTIAL);
        assertThat(report.keysMoved()).isEqualTo(123_456_789_012L);
        assertThat(report.parked().get(0).slots()).isEqualTo(SlotSet.of(609));
        assertThat(report.findings().get(0).severity()).isEqualTo(Finding.Severity.WARNING);
        assertThat(report.plan().get(0).slots()).isEqualTo(SlotSet.parse("0-998,1609"));
        assertThat(report.plan().get(0).reversed()).isEqualTo(new SlotMove(SlotSet.parse("0-998,1609"), "b1", "a1"));
        assertThat(report.openMsP99()).isEqualTo(400);
        assertThat(report.openMsMax()).isEqualTo(480);
    }

    @Test
    void statesThatEndAreTheLastFive() {
        assertThat(Stream.of(RunState.values()).filter(RunState::ended))
                .containsExactly(
                        RunState.SUCCEEDED,
                        RunState.PARTIAL,
                        RunState.CANCELLED,
                        RunState.ROLLED_BACK,
                        RunState.FAILED);
    }

    @Test
    void aFindingIsNamedByItsSlotsElseByItsNodes() {
        assertThat(Finding.of("c", Finding.Severity.INFO, SlotSet.parse("1-3,5"), List.of("n"), "s", "x")
                        .id())
                .isEqualTo("c:1-3,5");
        assertThat(Finding.of("c", Finding.Severity.INFO, SlotSet.EMPTY, List.of("n", "m"), "s", "x")
                        .id())
                .isEqualTo("c:n+m");
    }

    @Test
    void aStoredSlotSetThatIsBrokenIsNotReadAsSomethingElse() {
        assertThatThrownBy(() -> Wire.read("{\"slots\":\"5-3\",\"from\":\"a\",\"to\":\"b\"}", SlotMove.class))
                .isInstanceOf(RuntimeException.class);
    }
}
