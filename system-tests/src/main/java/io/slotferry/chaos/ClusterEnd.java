package io.slotferry.chaos;

import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.NodeLine;
import io.slotferry.lab.RespConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The cluster as all its nodes show it, after everything. */
final class ClusterEnd {

    private static final int SLOTS = 16_384;

    final List<String> disagreement = new ArrayList<>();
    /** {@code host:port [mark]} by slot. */
    final Map<Integer, List<String>> marks = new TreeMap<>();

    /** How many keys who holds without owning their slot, by slot. */
    final Map<Integer, List<String>> stranded = new TreeMap<>();

    private final @Nullable String[] owners = new String[SLOTS];

    private ClusterEnd() {}

    static ClusterEnd of(LocalCluster cluster) throws IOException {
        ClusterEnd end = new ClusterEnd();
        boolean first = true;
        List<LabNode> primaries = new ArrayList<>();
        for (LabNode node : cluster.nodes()) {
            List<NodeLine> view = cluster.view(node);
            end.compare(node, view, first);
            first = false;
            if (view.stream().anyMatch(line -> line.myself() && line.primary())) {
                primaries.add(node);
            }
        }
        for (LabNode node : primaries) {
            end.count(cluster, node);
        }
        return end;
    }

    /** Node id of the owner. */
    String owner(int slot) {
        return String.valueOf(owners[slot]);
    }

    private void compare(LabNode node, List<NodeLine> view, boolean first) {
        @Nullable String[] says = new String[SLOTS];
        for (NodeLine line : view) {
            line.slots().stream().forEach(slot -> says[slot] = line.id());
            for (String mark : line.marks()) {
                int slot = Integer.parseInt(mark.substring(1, mark.indexOf('-')));
                marks.computeIfAbsent(slot, any -> new ArrayList<>()).add(node.address() + " " + mark);
            }
        }
        if (first) {
            System.arraycopy(says, 0, owners, 0, SLOTS);
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            if (says[slot] == null || !says[slot].equals(owners[slot])) {
                disagreement.add(
                        "slot " + slot + ": " + node.address() + " says " + says[slot] + ", others " + owners[slot]);
            }
        }
    }

    private void count(LocalCluster cluster, LabNode node) throws IOException {
        try (RespConnection connection = cluster.connect(node)) {
            for (int slot = 0; slot < SLOTS; slot++) {
                connection.send(Writer.words("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)));
            }
            connection.flush();
            for (int slot = 0; slot < SLOTS; slot++) {
                Object count = connection.receive();
                if (count instanceof Long keys && keys > 0 && !node.id().equals(owners[slot])) {
                    stranded.computeIfAbsent(slot, any -> new ArrayList<>())
                            .add(keys + " keys on " + node.address() + ", but " + owner(slot) + " owns it");
                }
            }
        }
    }
}
