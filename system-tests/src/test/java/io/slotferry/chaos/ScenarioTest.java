package io.slotferry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScenarioTest {

    private static final EnumSet<FaultKind.Group> ALL = EnumSet.allOf(FaultKind.Group.class);

    @Test
    void theSameSeedMakesTheSameScenario() {
        assertThat(Scenario.of(42, ALL)).isEqualTo(Scenario.of(42, ALL));
        assertThat(Scenario.of(42, ALL)).isNotEqualTo(Scenario.of(43, ALL));
    }

    @Test
    void twoHundredSeedsVisitEveryFaultAndEveryShape() {
        Set<FaultKind> faults = EnumSet.noneOf(FaultKind.class);
        Set<Integer> primaries = new TreeSet<>();
        Set<Integer> replicas = new TreeSet<>();
        int count = 0;
        for (long seed = 1; seed <= 200; seed++) {
            Scenario scenario = Scenario.of(seed, ALL);
            scenario.faults().forEach(fault -> faults.add(fault.kind()));
            primaries.add(scenario.primaries());
            replicas.add(scenario.replicas());
            count += scenario.faults().size();
            assertThat(scenario.sources()).isBetween(1, scenario.primaries());
            assertThat(scenario.emptyTarget() || scenario.sources() < scenario.primaries())
                    .as("the target gives nothing")
                    .isTrue();
        }

        assertThat(faults).containsExactly(FaultKind.values());
        assertThat(primaries).containsExactly(2, 3, 4, 5, 6);
        assertThat(replicas).containsExactly(0, 1, 2);
        assertThat(count).isGreaterThan(900);
    }

    @Test
    void groupsNarrowTheChoice() {
        assertThat(Scenario.of(5, EnumSet.of(FaultKind.Group.WORKER)).faults())
                .allMatch(fault -> fault.kind().group == FaultKind.Group.WORKER);
    }
}
