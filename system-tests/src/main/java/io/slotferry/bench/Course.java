package io.slotferry.bench;

import io.slotferry.lab.Filling;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.NodeLine;
import io.slotferry.lab.ServerBinary;
import java.time.Duration;

/**
 * One fresh cluster, loaded: a source with every slot, an empty target, and two more empty primaries.
 *
 * @param source gives the lowest slots of the workload
 * @param target gets them
 */
record Course(LocalCluster cluster, LabNode source, LabNode target, Workload workload) implements AutoCloseable {

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(30);

    static Course lay(ServerBinary binary, Workload workload) {
        LocalCluster cluster =
                LocalCluster.of(binary).primaries(1).emptyPrimaries(3).start();
        try {
            LabNode source = cluster.primaries().get(0);
            Filling.fill(source, workload.kind, workload.keys, workload.slots);
            return new Course(cluster, source, cluster.emptyPrimaries().get(0), workload);
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
        if (owned != workload.slots || keys != workload.keys) {
            throw new LabException("the target owns " + owned + " slots and " + keys + " keys, but should own "
                    + workload.slots + " and " + workload.keys);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
