package io.slotferry.lab;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether all nodes tell the same story: same nodes, same roles, every slot owned by the same primary, state ok. */
final class Agreement {

    private Agreement() {}

    static boolean of(LocalCluster cluster, List<LabNode> nodes) {
        Set<String> stories = new HashSet<>();
        for (LabNode node : nodes) {
            if (!cluster.ask(node, "CLUSTER", "INFO").contains("cluster_state:ok")) {
                return false;
            }
            stories.add(story(cluster.view(node)));
            if (stories.size() > 1) {
                return false;
            }
        }
        return true;
    }

    private static String story(List<NodeLine> view) {
        return view.stream()
                .filter(line -> !line.flags().contains("fail"))
                .map(line -> line.id() + " " + line.primary() + " " + line.primaryId() + " " + line.slots())
                .sorted()
                .collect(Collectors.joining("\n"));
    }
}
