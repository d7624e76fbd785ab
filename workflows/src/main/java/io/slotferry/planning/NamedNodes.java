package io.slotferry.planning;

import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import io.slotferry.topology.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The nodes a request names, each looked up once; collects the notes on how they were read. */
final class NamedNodes {

    private final ClusterTopology topology;
    private final TreeMap<String, Resolution> resolved = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();

    NamedNodes(ClusterTopology topology) {
        this.topology = topology;
    }

    Node target(String name) {
        Node node = find(name);
        for (NodeFlag flag : NodeFlag.values()) {
            boolean trouble = flag != NodeFlag.NOFAILOVER && flag != NodeFlag.PFAIL;
            boolean seen = node.has(flag)
                    || (trouble && !topology.flaggedBy(node.id(), flag).isEmpty());
            if (flag != NodeFlag.NOFAILOVER && seen) {
                throw PlanRefused.invalid("the target " + node.label() + " has the flag " + word(flag)
                        + " in the cluster; wait until it is well or choose another one");
            }
        }
        return node;
    }

    Node source(String name) {
        return find(name);
    }

    List<String> notes() {
        return notes;
    }

    private Node find(String name) {
        Resolution resolution = resolved.computeIfAbsent(name, topology::resolve);
        Node node = resolution.node();
        if (node == null) {
            throw PlanRefused.invalid(String.valueOf(resolution.problem()));
        }
        if (resolution.note() != null && !notes.contains(resolution.note())) {
            notes.add(resolution.note());
        }
        return withAddress(node);
    }

    static Node withAddress(Node node) {
        if (node.port() == 0 || node.host().isEmpty()) {
            throw PlanRefused.invalid("the cluster knows no address of node " + node.label()
                    + "; let it meet the cluster again or forget it");
        }
        return node;
    }

    private static String word(NodeFlag flag) {
        return switch (flag) {
            case FAIL -> "fail";
            case PFAIL -> "fail? (suspected)";
            case HANDSHAKE -> "handshake";
            case NOADDR -> "noaddr";
            case NOFAILOVER -> "nofailover";
        };
    }
}
