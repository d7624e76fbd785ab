package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Case;
import io.slotferry.gallery.CaseReader;
import io.slotferry.gallery.Expected.Ending;
import io.slotferry.gallery.Health;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.gallery.Wards;
import io.slotferry.lab.ServerBinary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every broken state of the gallery is made on real servers, judged, repaired and checked. By default the cases are dealt out to one Redis and one Valkey in turn, as CI has time for; {@code -Dgallery.servers=all} (or names with commas) runs each on each, {@code -Dgallery.cases=<regex>} chooses, {@code -Dgallery.repeat=<n>} runs each so often.
 */
class GalleryIT {

    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");
    private static final List<Wards> WARDS = new ArrayList<>();
    private static final GalleryLog LOG = new GalleryLog();

    @TestFactory
    Stream<DynamicContainer> gallery() {
        Pattern chosen = Pattern.compile(System.getProperty("gallery.cases", ".*"));
        List<Case> cases = CaseReader.all(SCENARIOS).stream()
                .filter(each -> chosen.matcher(each.name()).matches())
                .toList();
        List<ServerBinary> servers = servers();
        return servers.stream().map(server -> {
            Wards wards = new Wards(server);
            WARDS.add(wards);
            return DynamicContainer.dynamicContainer(
                    server.name(),
                    cases.stream()
                            .filter(each -> each.appliesTo(server.name()) && dealt(servers, server, each, cases))
                            .flatMap(
                                    each -> Collections.nCopies(Integer.getInteger("gallery.repeat", 1), each).stream())
                            .map(each -> DynamicTest.dynamicTest(
                                    each.name(), () -> LOG.time(server, each, () -> heal(wards, each)))));
        });
    }

    @AfterAll
    static void closeAll() {
        WARDS.forEach(Wards::close);
        LOG.print();
    }

    private static List<ServerBinary> servers() {
        String names = System.getProperty("gallery.servers", "");
        if (names.isEmpty()) {
            return Stream.of(Stack.server(false), Stack.server(true)).distinct().toList();
        }
        return Stack.everyServer().stream()
                .filter(server ->
                        names.equals("all") || List.of(names.split(",", -1)).contains(server.name()))
                .toList();
    }

    /** In a slice each case runs once: on the server whose turn it is, or on the only one on which it can be made. */
    private static boolean dealt(List<ServerBinary> servers, ServerBinary server, Case scenario, List<Case> cases) {
        List<ServerBinary> possible =
                servers.stream().filter(each -> scenario.appliesTo(each.name())).toList();
        boolean everywhere = !System.getProperty("gallery.servers", "").isEmpty();
        return everywhere
                || scenario.notInCi().isEmpty()
                        && possible.get(cases.indexOf(scenario) % possible.size())
                                .equals(server);
    }

    private static void heal(Wards wards, Case scenario) throws Exception {
        Stack stack = Stack.withWorker();
        Patient patient = wards.admit(scenario);
        try {
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger).carryOut(scenario.breaking());
            // A dead replica is all that may be wrong there; what is left of the cluster is well.
            assertThat(scenario.expected().ending() == Ending.ONLY_REPORTED
                            || !Health.problems(patient, ledger).isEmpty())
                    .as("it is broken before")
                    .isTrue();
            Treatment treatment = new Treatment(stack, patient, ledger, scenario);
            treatment.diagnose();
            if (!Boolean.getBoolean("gallery.diagnoseOnly")) {
                treatment.repair();
            }
        } finally {
            wards.dismiss(patient, scenario);
        }
    }
}
