package io.slotferry.topology;

import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every line that any answering node printed, by the node it speaks of. Lines of a handshake are left out: their ids are made up and change. */
final class Sightings {

    /** One node's line about a node. */
    record Sighting(String observerId, Node node) {}

    private final TreeMap<String, List<Sighting>> byId = new TreeMap<>();
    private final SortedMap<String, NodeObservation> answers;

    Sightings(SortedMap<String, NodeObservation> answers) {
        this.answers = answers;
        answers.forEach((observerId, answer) -> {
            for (Node node : Objects.requireNonNull(answer.view()).nodes()) {
                if (!node.has(NodeFlag.HANDSHAKE)) {
                    byId.computeIfAbsent(node.id(), id -> new ArrayList<>()).add(new Sighting(observerId, node));
                }
            }
        });
    }

    List<Sighting> of(String id) {
        return byId.getOrDefault(id, List.of());
    }

    /** Each node as it sees itself, or, if it did not answer, as the others see it. */
    SortedMap<String, Node> merged() {
        TreeMap<String, Node> merged = new TreeMap<>();
        byId.forEach((id, seen) -> {
            NodeObservation answer = answers.get(id);
            merged.put(
                    id,
                    answer == null || answer.view() == null
                            ? byOthers(id, seen)
                            : withAddress(answer.view().myself(), answer.address(), seen));
        });
        return merged;
    }

    private Node byOthers(String id, List<Sighting> seen) {
        Node usual = mostCommon(seen);
        List<NodeFlag> flags = new ArrayList<>();
        for (NodeFlag flag : NodeFlag.values()) {
            boolean suspicion = flag == NodeFlag.FAIL || flag == NodeFlag.PFAIL;
            if (suspicion ? seen.stream().anyMatch(s -> s.node().has(flag)) : usual.has(flag)) {
                flags.add(flag);
            }
        }
        long epoch = seen.stream().mapToLong(s -> s.node().configEpoch()).max().orElse(0);
        boolean linkUp = seen.stream().anyMatch(s -> s.node().linkUp());
        return new Node(
                id,
                usual.host(),
                usual.port(),
                usual.busPort(),
                usual.hostname(),
                usual.primary(),
                false,
                usual.primaryId(),
                epoch,
                linkUp,
                flags,
                majoritySlots(seen),
                List.of());
    }

    private SlotSet majoritySlots(List<Sighting> seen) {
        int[] votes = new int[SlotRange.SLOT_COUNT];
        for (Sighting sighting : seen) {
            sighting.node().slots().forEach(slot -> votes[slot]++);
        }
        BitSet slots = new BitSet();
        for (int slot = 0; slot < votes.length; slot++) {
            slots.set(slot, votes[slot] * 2 > answers.size());
        }
        return SlotSet.of(slots);
    }

    /** A node that never met another one does not know its own address. */
    private static Node withAddress(Node own, String asked, List<Sighting> seen) {
        if (!own.host().isEmpty()) {
            return own;
        }
        List<Sighting> told = seen.stream()
                .filter(s -> !s.node().myself() && !s.node().host().isEmpty())
                .toList();
        String host = told.isEmpty()
                ? NodeAddress.parse(asked).host()
                : mostCommon(told).host();
        return new Node(
                own.id(),
                host,
                own.port(),
                own.busPort(),
                own.hostname(),
                own.primary(),
                own.myself(),
                own.primaryId(),
                own.configEpoch(),
                own.linkUp(),
                own.flags(),
                own.slots(),
                own.marks());
    }

    private static Node mostCommon(List<Sighting> seen) {
        Map<Said, Integer> times = new LinkedHashMap<>();
        seen.forEach(s -> times.merge(Said.of(s.node()), 1, Integer::sum));
        int most = times.values().stream().max(Comparator.naturalOrder()).orElseThrow();
        return seen.stream()
                .map(Sighting::node)
                .filter(node -> times.getOrDefault(Said.of(node), 0) == most)
                .findFirst()
                .orElseThrow();
    }

    /** The part of a line on which observers have to agree. */
    private record Said(String host, int port, boolean primary, @Nullable String primaryId) {

        static Said of(Node node) {
            return new Said(node.host(), node.port(), node.primary(), node.primaryId());
        }
    }
}
