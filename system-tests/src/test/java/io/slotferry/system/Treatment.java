package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Case;
import io.slotferry.gallery.Expected.Ending;
import io.slotferry.gallery.Expected.Sign;
import io.slotferry.gallery.Health;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.gallery.Watcher;
import io.slotferry.lab.Await;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LiveClients;
import io.slotferry.lab.Verdict;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Diagnoses and repairs one broken cluster through Temporal and a worker, and checks what became of it. */
final class Treatment {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);

    private static final int LIVE_CALLS_PER_SECOND = 400;

    private final Stack stack;
    private final Patient patient;
    private final Ledger ledger;
    private final Case scenario;

    Treatment(Stack stack, Patient patient, Ledger ledger, Case scenario) {
        this.stack = stack;
        this.patient = patient;
        this.ledger = ledger;
        this.scenario = scenario;
    }

    /** Gossip may still be on its way: the judgement has a moment to become right. */
    void diagnose() {
        AtomicReference<List<Sign>> seen = new AtomicReference<>(List.of());
        try {
            Await.until("the diagnosis", SETTLE_LIMIT, () -> {
                seen.set(signs(run("Diagnose", Map.of()).findings()));
                return seen.get().equals(wanted());
            });
        } catch (LabException e) {
            assertThat(seen.get()).as("findings").isEqualTo(wanted());
        }
    }

    void repair() throws Exception {
        TreeMap<String, String> before = settled();
        Report planned = run("Repair", Map.of("dryRun", true));
        assertThat(Snapshot.of(patient.cluster()))
                .as("a dry run changes nothing")
                .isEqualTo(before);
        if (scenario.expected().ending() == Ending.HEALS) {
            healed(attended());
            return;
        }
        Report report = run("Repair", Map.of());
        Ending ending = scenario.expected().ending();
        if (ending == Ending.HEALS_WITH_CONSENT) {
            assertThat(Snapshot.of(patient.cluster()))
                    .as("without consent nothing changes")
                    .isEqualTo(before);
            List<String> ids = planned.findings().stream()
                    .filter(finding -> finding.severity() != Severity.INFO)
                    .map(Finding::id)
                    .toList();
            report = run("Repair", Map.of("consent", ids));
        }
        switch (ending) {
            case HEALS, HEALS_WITH_CONSENT -> healed(report);
            case KEEPS_BOTH -> keptBoth(report);
            case ONLY_REPORTED ->
                assertThat(Snapshot.of(patient.cluster())).as("nothing changes").isEqualTo(before);
        }
    }

    /** What the nodes show once gossip, for example of a failover, has nothing new to tell. */
    private TreeMap<String, String> settled() {
        AtomicReference<TreeMap<String, String>> last = new AtomicReference<>(new TreeMap<>());
        Await.until("the views to settle", SETTLE_LIMIT, () -> {
            TreeMap<String, String> now = Snapshot.of(patient.cluster());
            return last.getAndSet(now).equals(now);
        });
        return last.get();
    }

    /** Nobody who could read a key before may read nil for it while it is repaired; whatever dies meanwhile. */
    private Report attended() throws Exception {
        if (!scenario.clients()) {
            return watched();
        }
        ledger.shared();
        try (LiveClients clients = LiveClients.on(patient.cluster())
                .callsPerSecond(LIVE_CALLS_PER_SECOND)
                .start()) {
            Report report = watched();
            Verdict verdict = clients.verify();
            assertThat(verdict.clean()).as(verdict.toString()).isTrue();
            return report;
        }
    }

    private Report watched() throws Exception {
        try (Watcher watcher = Watcher.of(patient, ledger, Map.of())) {
            WorkflowStub run = start("Repair", Map.of());
            for (String step : scenario.during()) {
                if (step.equals("kill worker")) {
                    stack.worker().kill();
                    stack.newWorker();
                } else {
                    new Breaker(patient, ledger).carryOut(List.of(step));
                }
            }
            Report report = Stack.result(run);
            assertThat(watcher.wrongNil())
                    .as("answers of nil for keys read before, the first " + watcher.firstWrong() + "; now "
                            + Health.problems(patient, ledger) + "; " + report)
                    .isZero();
            return report;
        }
    }

    private void healed(Report report) {
        assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Health.await(patient, ledger, SETTLE_LIMIT))
                .as(report.headline())
                .isEmpty();
        scenario.expected().owners().forEach((slots, owner) -> {
            List<String> ids = Stream.of(owner.split(" "))
                    .map(actor -> patient.node(actor).id())
                    .toList();
            assertThat(patient.owners(slots))
                    .as("owner of " + slots)
                    .isNotEmpty()
                    .isSubsetOf(ids);
        });
    }

    private void keptBoth(Report report) {
        assertThat(report.state()).as(report.headline()).isEqualTo(RunState.PARTIAL);
        String text = report.toString();
        for (String name : ledger.conflicts()) {
            assertThat(text).contains(name.replaceAll("[^ -~].*", ""));
        }
        assertThat(patient.copies(ledger))
                .as("copies of what differs")
                .isEqualTo(2 * ledger.conflicts().size());
        assertThat(Watcher.readable(patient, ledger, Map.of()))
                .as("keys that a client reads with their value")
                .isGreaterThanOrEqualTo(ledger.size() - ledger.conflicts().size());
    }

    private List<Sign> wanted() {
        return sorted(scenario.expected().findings());
    }

    private List<Sign> signs(List<Finding> findings) {
        List<Sign> signs = new ArrayList<>();
        for (Finding finding : findings) {
            if (finding.severity() != Severity.INFO
                    && !scenario.expected().maybe().contains(finding.code())) {
                List<String> actors = finding.nodes().stream()
                        .map(label -> patient.name(label.split(" ", 2)[0]))
                        .toList();
                signs.add(new Sign(finding.code(), finding.slots().toString(), actors));
            }
        }
        return sorted(signs);
    }

    private static List<Sign> sorted(List<Sign> signs) {
        return signs.stream()
                .map(sign -> new Sign(
                        sign.code(),
                        sign.slots(),
                        sign.actors().stream().sorted().toList()))
                .sorted(java.util.Comparator.comparing(Sign::toString))
                .toList();
    }

    private Report run(String type, Map<String, ?> fields) throws Exception {
        return Stack.result(start(type, fields));
    }

    private WorkflowStub start(String type, Map<String, ?> fields) throws Exception {
        Map<String, Object> input = new TreeMap<>(fields);
        if (type.equals("Repair") && !scenario.request().isEmpty()) {
            input.putAll(JSON.readValue(scenario.request(), new TypeReference<Map<String, Object>>() {}));
        }
        input.put("cluster", patient.seeds());
        return stack.start(type, Stack.newId(scenario.name()), input);
    }
}
