package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.OpenMark;
import io.slotferry.topology.OpenSlot;
import io.slotferry.topology.SlotKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Slots that a node imports without their owner's knowing, and of which it holds no key that the owner has not as well. Nothing has moved there: it is what copies, or a repair that stopped at keys with two values, leave behind, and whoever took it for the beginning of a move would move the whole slot.
 */
final class Echoes {

    /** Keys of one slot that are looked at; one with more counts as moved. */
    private static final int KEYS_MAX = 1_000;

    /** After so long what is not looked at yet counts as moved. */
    private static final long TIME_MAX_MS = 2_000;

    private static final long TIMEOUT_MS = 2_000;

    private final Session session;
    private final ClusterTopology topology;
    private final SlotKeys keys;
    private final long until = System.nanoTime() + TIME_MAX_MS * 1_000_000;

    private Echoes(Session session, ClusterTopology topology, SlotKeys keys) {
        this.session = session;
        this.topology = topology;
        this.keys = keys;
    }

    static SlotKeys in(Session session, ClusterTopology topology, SlotKeys keys) {
        return keys.withEchoes(new Echoes(session, topology, keys).find());
    }

    private Map<String, SlotSet> find() {
        TreeMap<String, SlotSet> found = new TreeMap<>();
        for (OpenSlot mark : topology.openSlots()) {
            if (System.nanoTime() < until && lonely(mark) && isEcho(mark)) {
                found.merge(mark.nodeId(), SlotSet.of(mark.slot()), SlotSet::plus);
            }
        }
        return found;
    }

    /** An import mark that names the owner, which does not give the slot to anybody. */
    private boolean lonely(OpenSlot mark) {
        long here = keys.at(mark.nodeId(), mark.slot());
        return mark.direction() == OpenMark.Direction.IMPORTING
                && here > 0
                && here <= KEYS_MAX
                && here <= keys.at(mark.peerId(), mark.slot())
                && topology.answered(mark.peerId())
                && topology.slotsOf(mark.peerId()).contains(mark.slot())
                && topology.openSlots().stream()
                        .noneMatch(other ->
                                other.slot() == mark.slot() && other.nodeId().equals(mark.peerId()));
    }

    private boolean isEcho(OpenSlot mark) {
        // Of a slot that is half moved the first key tells.
        return allThere(mark, 1) && allThere(mark, KEYS_MAX);
    }

    private boolean allThere(OpenSlot mark, int most) {
        for (int database : KeyCounts.databases(session.look(mark.nodeId()).link(), TIMEOUT_MS)) {
            List<byte[]> names = new ArrayList<>();
            session.look(mark.nodeId(), database)
                    .link()
                    .call(TIMEOUT_MS, "CLUSTER", "GETKEYSINSLOT", mark.slot(), most)
                    .list()
                    .forEach(name -> names.add((byte[]) name));
            NodeLink owner = session.look(mark.peerId(), database).link();
            if (EqualCopies.ask(owner, names, "MEMORY", "USAGE").stream().anyMatch(size -> size.number() <= 0)) {
                return false;
            }
        }
        return true;
    }
}
