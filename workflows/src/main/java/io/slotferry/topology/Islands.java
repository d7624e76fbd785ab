package io.slotferry.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Seeds of two clusters in one request: looked at together they are one cluster in which every slot has two owners, and whoever repairs that takes slots from one of them. */
public final class Islands {

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

    private static void reach(String id, TreeMap<String, TreeSet<String>> links, TreeSet<String> island) {
        TreeSet<String> next = links.remove(id);
        if (next != null) {
            island.add(id);
            next.forEach(other -> reach(other, links, island));
        }
    }
}
