package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import io.slotferry.repair.RepairOrder;
import io.slotferry.repair.RepairPlan;
import io.slotferry.repair.Suspects;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys that two nodes hold, equal or not, in slots about which something is odd. Bounded in keys and time: what it misses a repair still compares, key by key; it judges as that does. */
final class DuplicateLook {

    private static final Logger LOG = LoggerFactory.getLogger(DuplicateLook.class);

    private static final long TIME_MAX_MS = 3_000;
    private static final long TIMEOUT_MS = 2_000;
    private static final int KEYS_PER_SLOT = 5_000;

    private final ClusterSight sight;
    private final Session session;
    private final RepairPlan plan;
    private final long until = System.nanoTime() + TIME_MAX_MS * 1_000_000;
    private final TreeMap<String, Duplicates> pairs = new TreeMap<>();

    DuplicateLook(ClusterSight sight, Session session) {
        this.sight = sight;
        this.session = session;
        RepairOrder all = new RepairOrder(
                SlotSet.range(0, SlotRange.SLOT_COUNT - 1), SlotSet.EMPTY, Map.of(), Map.of(), List.of(), false, true);
        this.plan = RepairPlan.of(sight.topology(), sight.keys(), all);
    }

    /** The same beside something else, which must not fail because a node went away meanwhile. */
    static List<Finding> ifPossible(ClusterSight sight, Session session) {
        try {
            return new DuplicateLook(sight, session).findings();
        } catch (NodeException e) {
            LOG.info("copies are not compared: {}", e.getMessage());
            return List.of();
        }
    }

    List<Finding> findings() {
        Suspects.of(sight.topology(), sight.keys()).stream()
                .takeWhile(slot -> System.nanoTime() < until)
                .forEach(this::look);
        return pairs.values().stream().flatMap(pair -> pair.findings().stream()).toList();
    }

    private void look(int slot) {
        List<String> holders = sight.keys().holders(slot);
        for (int i = 0; i < holders.size(); i++) {
            for (int j = i + 1; j < holders.size(); j++) {
                compare(slot, holders.get(i), holders.get(j));
            }
        }
    }

    private void compare(int slot, String one, String other) {
        List<Integer> both = new ArrayList<>(databases(one));
        // The other may have fewer databases: SELECT would fail there.
        both.retainAll(databases(other));
        for (int database : both) {
            NodeLink here = session.look(one, database).link();
            NodeLink there = session.look(other, database).link();
            boolean fewer = sight.keys().at(one, slot) <= sight.keys().at(other, slot);
            for (byte[] key : fewer ? twice(here, there, slot) : twice(there, here, slot)) {
                if (System.nanoTime() > until) {
                    return;
                }
                Reply mine = Twins.dump(here, key);
                Reply theirs = Twins.dump(there, key);
                if (unread(mine) || unread(theirs)) {
                    // Without a mark a node shows nothing of a slot it does not own: nobody may call these different.
                    continue;
                }
                Duplicates pair = pairs.computeIfAbsent(one + other, id -> new Duplicates(label(one), label(other)));
                if (!Twins.same(here, there, key, mine, theirs)) {
                    pair.different(slot, KeyText.of(key, database));
                    pair.in(database);
                } else if (Duplicates.conflict(
                        plan.moving(slot), one, other, Twins.ends(here, key), Twins.ends(there, key))) {
                    pair.longer(slot, KeyText.of(key, database));
                    pair.in(database);
                } else {
                    pair.equal(slot);
                }
            }
        }
    }

    private static boolean unread(Reply dump) {
        return !dump.ok() || dump.bytes() == null;
    }

    private List<Integer> databases(String nodeId) {
        List<Integer> databases = new ArrayList<>();
        NodeObservation seen = sight.topology().observation(nodeId).orElseThrow();
        seen.info().keySet().stream()
                .filter(name -> name.matches("db\\d{1,6}"))
                .forEach(name -> databases.add(Integer.parseInt(name.substring(2))));
        return databases;
    }

    /** Keys of the node with fewer of them that the other one has too: two listings that are both cut short may have none in common. */
    private static List<byte[]> twice(NodeLink link, NodeLink other, int slot) {
        List<byte[]> names = link.call(TIMEOUT_MS, "CLUSTER", "GETKEYSINSLOT", slot, KEYS_PER_SLOT).list().stream()
                .map(name -> (byte[]) name)
                .toList();
        List<Reply> sizes = EqualCopies.ask(other, names, "MEMORY", "USAGE");
        return IntStream.range(0, names.size())
                .filter(i -> sizes.get(i).number() > 0)
                .mapToObj(names::get)
                .toList();
    }

    private String label(String nodeId) {
        return sight.topology().node(nodeId).map(Node::label).orElse(nodeId);
    }
}
