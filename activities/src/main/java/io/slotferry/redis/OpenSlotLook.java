package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.pacing.WaveSize;
import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.List;

/** What an administrator asks of an open slot: which keys are still on the source, how big the largest are, whether the two nodes reach each other, how long the rest would take. */
final class OpenSlotLook {

    /** Keys weighed of one pair of nodes. */
    private static final int WEIGHED_MAX = 200;

    private static final int NAMED_MAX = 5;
    private static final long TIMEOUT_MS = 2_000;

    private final ClusterSight sight;
    private final Session session;

    OpenSlotLook(ClusterSight sight, Session session) {
        this.sight = sight;
        this.session = session;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (SlotMove pair : OpenPairs.of(sight.topology())) {
            if (sight.topology().answered(pair.from())) {
                findings.add(answer(pair));
            }
        }
        return findings;
    }

    private record Sample(List<String> names, long bytes, String largest, long largestBytes) {}

    private Finding answer(SlotMove pair) {
        String from = label(pair.from());
        String to = label(pair.to());
        long keys = sight.keys().sum(pair.from(), pair.slots());
        // Nobody counted what a silent node holds, and zero would read as if somebody had.
        String there = (sight.topology().answered(pair.to())
                        ? "" + sight.keys().sum(pair.to(), pair.slots())
                        : "an unknown number")
                + " on " + to;
        Sample sample = sample(pair.from(), pair.slots().and(sight.keys().heldBy(pair.from())));
        long bytes = sample.names.isEmpty() ? 0 : sample.bytes * keys / sample.names.size();
        long millis = Math.max(1, WaveSize.drainMicros(keys, bytes, WaveSize.CORRECTION_NONE) / 1_000);
        String rest = keys == 0
                ? "no keys are left on " + from + ", " + there
                : Sentence.count(keys, "key") + (keys == 1 ? " is" : " are") + " still on " + from + " ("
                        + named(sample.names, keys) + "), " + there
                        + (sample.largestBytes == 0
                                ? ""
                                : "; the largest weighed is " + sample.largest + " with " + size(sample.largestBytes))
                        + "; MIGRATE of the rest takes about " + time(millis);
        return Finding.of(
                "open-slot-rest",
                Finding.Severity.INFO,
                pair.slots(),
                List.of(from, to),
                Sentence.of(pair.slots().named(3) + ": " + rest + "; " + link(pair)),
                "./slotferry repair --dry-run shows what would be done");
    }

    private Sample sample(String nodeId, SlotSet slots) {
        List<String> names = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        for (int database : KeyCounts.databases(session.look(nodeId).link(), TIMEOUT_MS)) {
            sample(session.look(nodeId, database).link(), database, slots, names, sizes);
        }
        long bytes = 0;
        int largest = 0;
        for (int i = 0; i < sizes.size(); i++) {
            bytes += sizes.get(i);
            largest = sizes.get(i) > sizes.get(largest) ? i : largest;
        }
        return sizes.isEmpty()
                ? new Sample(names, 0, "", 0)
                : new Sample(names, bytes, names.get(largest), sizes.get(largest));
    }

    private static void sample(NodeLink link, int database, SlotSet slots, List<String> names, List<Long> sizes) {
        List<Object> keys = new ArrayList<>();
        slots.stream()
                .takeWhile(slot -> names.size() + keys.size() < WEIGHED_MAX)
                .forEach(slot -> keys.addAll(link.call(
                                TIMEOUT_MS, "CLUSTER", "GETKEYSINSLOT", slot, WEIGHED_MAX - names.size() - keys.size())
                        .list()));
        List<Request> requests = new ArrayList<>();
        keys.forEach(key -> requests.add(Request.of("MEMORY", "USAGE", key)));
        for (Reply size : link.pipeline(requests, TIMEOUT_MS)) {
            sizes.add(Math.max(0, size.number()));
        }
        keys.forEach(key -> names.add(KeyText.of((byte[]) key, database)));
    }

    /** What the source itself says of its link to the target: MIGRATE goes from one to the other, not through us. */
    private String link(SlotMove pair) {
        boolean up = sight
                .topology()
                .observation(pair.from())
                .map(NodeObservation::view)
                .map(ClusterView::nodes)
                .orElse(List.of())
                .stream()
                .anyMatch(node -> node.id().equals(pair.to()) && node.linkUp());
        boolean answers = sight.topology().answered(pair.to());
        return (up ? "the source hears the target" : "the source does not hear the target over the cluster bus")
                + (answers ? "" : ", and the target does not answer us");
    }

    private static String named(List<String> names, long keys) {
        List<String> some = names.subList(0, Math.min(NAMED_MAX, names.size()));
        return String.join(", ", some) + (keys > some.size() ? ", ..." : "");
    }

    private static String size(long bytes) {
        return bytes < 10_000
                ? bytes + " bytes"
                : bytes < 10_000_000 ? bytes / 1_000 + " kB" : bytes / 1_000_000 + " MB";
    }

    private static String time(long millis) {
        return millis < 10_000 ? millis + " ms" : millis / 1_000 + " s";
    }

    private String label(String nodeId) {
        return sight.topology().node(nodeId).map(Node::label).orElse(nodeId);
    }
}
