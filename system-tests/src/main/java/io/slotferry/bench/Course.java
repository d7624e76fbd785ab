package io.slotferry.bench;

import io.slotferry.lab.Filling;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.NodeLine;
import io.slotferry.lab.ServerBinary;
import java.time.Duration;

/**
 * One fresh cluster, loaded: a source with every slot, an empty target, and two more empty primaries; with replicas, two primaries with half of the slots each.
 *
 * @param source gives the lowest slots of the workload
 * @param target gets them
 * @param before slots that the target owns before
 */
record Course(LocalCluster cluster, LabNode source, LabNode target, int before, Workload workload)
        implements AutoCloseable {

    /** Slots a source with replicas has: it must keep one, or it would follow its target and drop what it holds. */
    static final int HALF = Workload.ALL_SLOTS / 2;

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(30);

    /** @param replicas of each of the two */
    static Course lay(ServerBinary binary, Workload workload, int replicas) {
        LocalCluster.Builder builder = LocalCluster.of(binary);
        LocalCluster cluster = replicas == 0
                ? builder.primaries(1).emptyPrimaries(3).start()
                : builder.primaries(2).replicasPerPrimary(replicas).start();
        try {
            LabNode source = cluster.primaries().get(0);
            Filling.fill(source, workload.kind, workload.keys, workload.slots);
            LabNode target = replicas == 0
                    ? cluster.emptyPrimaries().get(0)
                    : cluster.primaries().get(1);
            return new Course(cluster, source, target, replicas == 0 ? 0 : HALF, workload);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** A contestant that was quick because it did not do the work must not win. */
    void verify() {
        cluster.awaitHealthy(SETTLE_LIMIT);
        int owned = cluster.view(target).stream()
                .filter(line -> line.id().equals(target.id()))
                .map(NodeLine::slots)
                .mapToInt(java.util.BitSet::cardinality)
                .sum();
        long keys = Long.parseLong(cluster.ask(target, "DBSIZE"));
        if (owned != before + workload.slots || keys != workload.keys) {
            throw new LabException("the target owns " + owned + " slots and " + keys + " keys, but should own "
                    + (before + workload.slots) + " and " + workload.keys);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
