package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.BigKeys;
import io.slotferry.contract.DiagnoseRequest;
import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Finding;
import io.slotferry.contract.LaneProgress;
import io.slotferry.contract.MoveRequest;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.PlannedRepair;
import io.slotferry.contract.Progress;
import io.slotferry.contract.RepairRequest;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.ReshardWorkflow;
import io.slotferry.contract.RunState;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/reference/contract.md} mentions everything that the contract has. */
class ContractDocsTest {

    private static final Docs CONTRACT = Docs.read("docs/reference/contract.md");

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("fields")
    void everyFieldHasARow(String heading, String field) {
        assertThat(Docs.row(CONTRACT.section(heading), field))
                .as("row of `%s` under %s", field, heading)
                .isPresent();
    }

    static Stream<Arguments> fields() {
        Map<String, Class<? extends Record>> sections = Map.ofEntries(
                Map.entry("## Reshard", ReshardRequest.class),
                Map.entry("### pace", PaceLimits.class),
                Map.entry("### bigKeys", BigKeys.class),
                Map.entry("### moves", MoveRequest.class),
                Map.entry("## Diagnose", DiagnoseRequest.class),
                Map.entry("## Repair", RepairRequest.class),
                Map.entry("### repairs", PlannedRepair.class),
                Map.entry("## Report", Report.class),
                Map.entry("### parked", ParkedSlots.class),
                Map.entry("### findings", Finding.class),
                Map.entry("### progress", Progress.class),
                Map.entry("### lanes", LaneProgress.class));
        return sections.entrySet().stream()
                .flatMap(section -> Arrays.stream(section.getValue().getRecordComponents())
                        .map(RecordComponent::getName)
                        .filter(name -> !name.equals("problems"))
                        .map(name -> Arguments.of(section.getKey(), name)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("defaults")
    void everyDefaultIsTheRealOne(String heading, String field, Object value) {
        String shown = value instanceof String ? "`\"" + value + "\"`" : value.toString();

        assertThat(Docs.row(CONTRACT.section(heading), field).orElse(""))
                .as("default of `%s` under %s", field, heading)
                .contains("| " + shown + " |");
    }

    static Stream<Arguments> defaults() {
        return Stream.concat(defaults("### pace", PaceLimits.DEFAULTS), defaults("### bigKeys", BigKeys.DEFAULTS));
    }

    private static Stream<Arguments> defaults(String heading, Record record) {
        return Arrays.stream(record.getClass().getRecordComponents())
                .filter(component -> !component.getName().equals("problems"))
                .map(component -> Arguments.of(heading, component.getName(), value(component, record)));
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(component.getName(), e);
        }
    }

    @Test
    void everyFailureTypeHasARow() throws IllegalAccessException {
        List<String> section = CONTRACT.section("### Failure types");
        for (var field : FailureTypes.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                assertThat(Docs.row(section, (String) field.get(null)))
                        .as("%s", field.getName())
                        .isPresent();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStateHasARow(RunState state) {
        assertThat(Docs.row(CONTRACT.section("## States"), state.name())).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void everySeverityIsMentioned(Finding.Severity severity) {
        assertThat(Docs.row(CONTRACT.section("### findings"), "severity").orElse(""))
                .contains("`" + severity + "`");
    }

    @Test
    void everyMessageHasARow() {
        for (Method method : ReshardWorkflow.class.getMethods()) {
            SignalMethod signal = method.getAnnotation(SignalMethod.class);
            UpdateMethod update = method.getAnnotation(UpdateMethod.class);
            QueryMethod query = method.getAnnotation(QueryMethod.class);
            if (signal != null) {
                assertMessage("## Signals and updates", signal.name(), "signal");
            }
            if (update != null) {
                assertMessage("## Signals and updates", update.name(), "update");
            }
            if (query != null) {
                assertMessage("## Queries", query.name(), "");
            }
        }
    }

    private static void assertMessage(String heading, String name, String kind) {
        assertThat(Docs.row(CONTRACT.section(heading), name))
                .as("%s %s", kind, name)
                .hasValueSatisfying(row -> assertThat(row).contains(kind));
    }
}
