package io.slotferry.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Seeds of two clusters in one request: looked at together they are one cluster in which every slot has two owners, and whoever repairs that takes slots from one of them. */
public final class Islands {

    /** What a person does about it. */
    public static final String NEXT =
            "Name nodes of one cluster only, or if they were one let them meet again with CLUSTER MEET";

    private Islands() {}

    /** One owner of slots for each group of answering nodes of which none knows one of another group; more than one are not one cluster. */
    public static List<Node> owners(ClusterTopology topology) {
        TreeMap<String, TreeSet<String>> links = new TreeMap<>();
        topology.observers().forEach(id -> links.put(id, new TreeSet<>()));
        for (String id : topology.observers()) {
            topology.knownBy(id).stream().filter(links::containsKey).forEach(other -> {
                links.get(id).add(other);
                links.get(other).add(id);
            });
        }
        List<Node> owners = new ArrayList<>();
        while (!links.isEmpty()) {
            TreeSet<String> island = new TreeSet<>();
            reach(links.firstKey(), links, island);
            island.stream()
                    .flatMap(id -> topology.node(id).stream())
                    .filter(node -> node.primary() && !node.slots().isEmpty())
                    .findFirst()
                    .ifPresent(owners::add);
        }
        return owners;
    }

    /** Why nothing can be said of them together; empty if they are one cluster. */
    public static Optional<String> refusal(ClusterTopology topology) {
        List<Node> owners = owners(topology);
        return owners.size() < 2 ? Optional.empty() : Optional.of(sentence(owners) + "; n" + NEXT.substring(1));
    }

    /** @param owners of more than one group */
    public static String sentence(List<Node> owners) {
        return owners.get(0).label() + " and " + owners.get(1).label()
                + " are of two clusters: no node of the one knows a node of the other";
    }

    private static void reach(String id, TreeMap<String, TreeSet<String>> links, TreeSet<String> island) {
        TreeSet<String> next = links.remove(id);
        if (next != null) {
            island.add(id);
            next.forEach(other -> reach(other, links, island));
        }
    }
}
