package io.slotferry.bench.repair;

import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Case;
import io.slotferry.gallery.Health;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.gallery.Wards;
import io.slotferry.gallery.Watcher;
import io.slotferry.lab.Await;
import io.slotferry.lab.DelayProxy;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.ServerBinary;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Breaks the same cluster again and again and lets a healer mend it. With a delay, everything that is sent to node A, where most cases have their source, arrives later; gossip and the reading client are not delayed. */
final class Trials implements AutoCloseable {

    private static final Duration SETTLE = Duration.ofSeconds(8);
    private static final Duration GOSSIP = Duration.ofSeconds(10);

    private final Wards wards;
    private final int delayMs;
    private @Nullable Patient delayed;
    private @Nullable DelayProxy proxy;

    Trials(ServerBinary binary, int delayMs) {
        this.wards = new Wards(binary);
        this.delayMs = delayMs;
    }

    Outcome run(Case scenario, Healer healer) {
        Patient patient = wards.admit(scenario);
        try {
            Map<String, String> announced = delay(patient);
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger).carryOut(scenario.breaking());
            try (Watcher watcher = Watcher.of(patient, ledger, announced)) {
                Duration took = healer.heal(patient, patient.node("B").address());
                long wrongNil = watcher.wrongNil();
                boolean healed = Health.await(patient, ledger, SETTLE).isEmpty();
                return new Outcome(
                        healed,
                        ledger.size() - patient.present(ledger),
                        ledger.size() - Watcher.readable(patient, ledger, announced),
                        wrongNil,
                        took.toMillis() / 1e3);
            }
        } finally {
            wards.dismiss(patient, scenario);
        }
    }

    private Map<String, String> delay(Patient patient) {
        if (delayMs == 0) {
            return Map.of();
        }
        LabNode slow = patient.node("A");
        DelayProxy before = proxy;
        if (before == null || delayed != patient) {
            DelayProxy made = DelayProxy.before(slow, delayMs);
            proxy = made;
            delayed = patient;
            patient.cluster().ask(slow, "CONFIG", "SET", "cluster-announce-port", "" + made.port());
            Await.until("all nodes to know the slow address", GOSSIP, () -> patient.cluster().nodes().stream()
                    .allMatch(node -> patient.cluster()
                            .ask(node, "CLUSTER", "NODES")
                            .contains("127.0.0.1:" + made.port() + "@")));
            before = made;
        }
        return Map.of("127.0.0.1:" + before.port(), slow.address());
    }

    @Override
    public void close() {
        wards.close();
        if (proxy != null) {
            proxy.close();
        }
    }
}
