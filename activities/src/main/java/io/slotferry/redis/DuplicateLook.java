package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.repair.Suspects;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.Sentence;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Keys that two nodes hold, equal or not, in slots about which something is odd. Bounded in keys and time: what it misses a repair still compares, key by key. */
final class DuplicateLook {

    private static final long TIME_MAX_MS = 3_000;
    private static final long TIMEOUT_MS = 2_000;
    private static final int KEYS_PER_SLOT = 1_000;
    private static final int NAMED_MAX = 5;

    private final ClusterSight sight;
    private final Session session;
    private final long until = System.nanoTime() + TIME_MAX_MS * 1_000_000;
    private final TreeMap<String, Pair> pairs = new TreeMap<>();

    DuplicateLook(ClusterSight sight, Session session) {
        this.sight = sight;
        this.session = session;
    }

    /** What two nodes hold both. */
    private static final class Pair {
        private final List<String> nodes;
        private SlotSet equal = SlotSet.EMPTY;
        private SlotSet different = SlotSet.EMPTY;
        private long equals;
        private final List<String> names = new ArrayList<>();
        private boolean elsewhere;

        private Pair(List<String> nodes) {
            this.nodes = nodes;
        }
    }

    List<Finding> findings() {
        Suspects.of(sight.topology(), sight.keys()).stream()
                .takeWhile(slot -> System.nanoTime() < until)
                .forEach(this::look);
        List<Finding> findings = new ArrayList<>();
        for (Pair pair : pairs.values()) {
            equal(pair, findings);
            different(pair, findings);
        }
        return findings;
    }

    private static void equal(Pair pair, List<Finding> findings) {
        if (!pair.equal.isEmpty()) {
            findings.add(Finding.of(
                    "duplicate-keys",
                    Finding.Severity.WARNING,
                    pair.equal,
                    pair.nodes,
                    Sentence.count(pair.equals, "key") + " of " + pair.equal.named(3)
                            + (pair.equals == 1 ? " is on " : " are on ") + pair.nodes.get(0)
                            + " and on " + pair.nodes.get(1) + " with equal values",
                    "Nothing by hand: ./slotferry repair keeps one of each"));
        }
    }

    private static void different(Pair pair, List<Finding> findings) {
        if (!pair.different.isEmpty()) {
            int more = pair.names.size() - NAMED_MAX;
            findings.add(Finding.of(
                    "conflicting-key",
                    Finding.Severity.ERROR,
                    pair.different,
                    pair.nodes,
                    "Different values on " + pair.nodes.get(0) + " and on " + pair.nodes.get(1) + " for "
                            + String.join(", ", pair.names.subList(0, Math.min(NAMED_MAX, pair.names.size())))
                            + (more > 0 ? " and " + more + " more" : "") + "; nobody can tell which one is right",
                    (pair.elsewhere ? "SELECT the database that is named with a key first, on both nodes. " : "")
                            + "Read both (GET, HGETALL ... after ASKING), then DEL the one you do not want (after ASKING) and repair;"
                            + " ./slotferry repair --as-commands prints both choices"));
        }
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
            Set<ByteBuffer> twice = new HashSet<>(names(here, slot));
            twice.retainAll(new HashSet<>(names(there, slot)));
            for (ByteBuffer key : twice) {
                if (System.nanoTime() > until) {
                    return;
                }
                Reply mine = Twins.dump(here, key.array());
                Reply theirs = Twins.dump(there, key.array());
                if (unread(mine) || unread(theirs)) {
                    // Without a mark a node shows nothing of a slot it does not own: nobody may call these different.
                    continue;
                }
                Pair pair = pairs.computeIfAbsent(one + other, id -> new Pair(List.of(label(one), label(other))));
                if (Twins.same(here, there, key.array(), mine, theirs)) {
                    pair.equal = pair.equal.plus(SlotSet.of(slot));
                    pair.equals++;
                } else {
                    pair.different = pair.different.plus(SlotSet.of(slot));
                    pair.names.add(KeyText.of(key.array(), database));
                    pair.elsewhere |= database != 0;
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

    private static List<ByteBuffer> names(NodeLink link, int slot) {
        return link.call(TIMEOUT_MS, "CLUSTER", "GETKEYSINSLOT", slot, KEYS_PER_SLOT).list().stream()
                .map(name -> ByteBuffer.wrap((byte[]) name))
                .toList();
    }

    private String label(String nodeId) {
        return sight.topology().node(nodeId).map(Node::label).orElse(nodeId);
    }
}
