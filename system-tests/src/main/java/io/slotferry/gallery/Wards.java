package io.slotferry.gallery;

import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.NodeLine;
import io.slotferry.lab.ServerBinary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gives each case a healthy cluster: the one of the case before, emptied and put back as it was, where that can be done with certainty; a new one otherwise. */
public final class Wards implements AutoCloseable {

    private static final Duration WELL_LIMIT = Duration.ofSeconds(5);
    private static final Pattern MARK = Pattern.compile("\\[(\\d+)-[<>]-");

    private final ServerBinary binary;
    private @Nullable Patient shared;

    public Wards(ServerBinary binary) {
        this.binary = binary;
    }

    public Patient admit(Case wanted) {
        discardUnlessWell();
        if (!wanted.config().isEmpty() || wanted.replicas() != 1) {
            close();
            return started(wanted.replicas(), wanted.config());
        }
        if (shared == null) {
            shared = started(1, Map.of());
        }
        return java.util.Objects.requireNonNull(shared);
    }

    /** After a case: what was made for it alone goes, the shared one is put back when the next case needs it. */
    public void dismiss(Patient patient, Case done) {
        boolean lasting = Stream.concat(done.breaking().stream(), done.during().stream())
                .anyMatch(step -> step.matches("(kill|freeze|restart|failover) .*|.*CONFIG SET.*|.*FORGET.*"));
        if (patient != shared || lasting) {
            patient.cluster().close();
            shared = patient == shared ? null : shared;
        }
    }

    private Patient started(int replicas, Map<String, String> config) {
        LocalCluster.Builder builder =
                LocalCluster.of(binary).primaries(3).emptyPrimaries(1).replicasPerPrimary(replicas);
        config.forEach(builder::config);
        return new Patient(builder.start());
    }

    private void discardUnlessWell() {
        Patient patient = shared;
        if (patient != null) {
            try {
                restore(patient);
            } catch (LabException e) {
                close();
            }
        }
    }

    private static void restore(Patient patient) {
        LocalCluster cluster = patient.cluster();
        for (LabNode node : cluster.nodes()) {
            if (!node.process().isAlive() || patient.self(node).primary() == node.replica()) {
                throw new LabException("roles have changed");
            }
            if (!node.replica()
                    && node.slots().isEmpty()
                    && !patient.self(node).slots().isEmpty()) {
                // Emptied again it becomes a replica of whoever gets its slots, at a time of its own choosing.
                throw new LabException("an empty primary got slots");
            }
        }
        List<LabNode> primaries =
                cluster.nodes().stream().filter(node -> !node.replica()).toList();
        for (LabNode node : primaries) {
            patient.must(node, List.of(List.of("FLUSHALL")));
        }
        for (LabNode node : primaries) {
            List<List<String>> stable = new ArrayList<>();
            for (String mark : patient.self(node).marks()) {
                Matcher slot = MARK.matcher(mark);
                if (slot.find()) {
                    stable.add(List.of("CLUSTER", "SETSLOT", "" + slot.group(1), "STABLE"));
                }
            }
            patient.must(node, stable);
        }
        primaries.forEach(node -> giveBack(patient, primaries, node));
        List<String> problems = Health.await(patient, new Ledger(), WELL_LIMIT);
        boolean asBefore =
                primaries.stream().allMatch(node -> patient.self(node).slots().equals(node.slots()));
        if (!problems.isEmpty() || !asBefore) {
            throw new LabException("not well again: " + problems);
        }
    }

    /** No node holds a key now, so ownership may be set on everybody at once. */
    private static void giveBack(Patient patient, List<LabNode> primaries, LabNode owner) {
        List<List<String>> first = new ArrayList<>();
        List<List<String>> then = new ArrayList<>();
        for (LabNode node : primaries) {
            for (NodeLine line : patient.cluster().view(node)) {
                owner.slots().stream()
                        .filter(slot -> line.slots().get(slot) != line.id().equals(owner.id()))
                        .forEach(slot -> {
                            if (!line.id().equals(owner.id())) {
                                first.add(List.of("CLUSTER", "SETSLOT", "" + slot, "IMPORTING", line.id()));
                            }
                            then.add(List.of("CLUSTER", "SETSLOT", "" + slot, "NODE", owner.id()));
                        });
            }
        }
        patient.pipeline(owner, first);
        patient.pipeline(owner, then);
        primaries.stream().filter(node -> node != owner).forEach(node -> patient.pipeline(node, then));
    }

    @Override
    public void close() {
        if (shared != null) {
            shared.cluster().close();
            shared = null;
        }
    }
}
