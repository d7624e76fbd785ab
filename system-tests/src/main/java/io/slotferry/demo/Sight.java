package io.slotferry.demo;

import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.NodeLine;
import io.slotferry.lab.RespConnection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How far the move is, seen on the new node itself: that needs neither a worker nor trust in what the run says of itself. */
final class Sight implements AutoCloseable {

    private final LocalCluster cluster;
    private final LabNode newcomer;
    private @Nullable RespConnection connection;

    Sight(LocalCluster cluster, LabNode newcomer) {
        this.cluster = cluster;
        this.newcomer = newcomer;
    }

    /**
     * One look.
     *
     * @param slots the new node owns
     * @param open slots that are on their way to it
     * @param keys it holds
     */
    record Look(int slots, int open, long keys) {}

    Look look() {
        try {
            return lookOnce();
        } catch (IOException e) {
            // A connection may be cut; a node that refuses a new one is gone.
            close();
            try {
                return lookOnce();
            } catch (IOException again) {
                throw new LabException("the new node stopped answering: " + again.getMessage(), again);
            }
        }
    }

    private Look lookOnce() throws IOException {
        RespConnection open = connection == null ? cluster.connect(newcomer) : connection;
        connection = open;
        NodeLine own = NodeLine.parse(open.text("CLUSTER", "NODES")).stream()
                .filter(NodeLine::myself)
                .findFirst()
                .orElseThrow();
        long keys = Long.parseLong(open.text("DBSIZE"));
        return new Look(own.slots().cardinality(), own.marks().size(), keys);
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
