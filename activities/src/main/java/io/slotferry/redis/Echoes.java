package io.slotferry.redis;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.diagnosis.NodeRelease;
import io.slotferry.diagnosis.VersionCheck;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.OpenMark;
import io.slotferry.topology.OpenSlot;
import io.slotferry.topology.ServerVersion;
import io.slotferry.topology.SlotKeys;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Slots that a node imports without their owner's knowing, and of which it holds no key that the owner has not as well. Nothing has moved there: it is what copies, or a repair that stopped at keys with two values, leave behind, and whoever took it for the beginning of a move would move the whole slot.
 */
final class Echoes {

    /** Keys of one slot that are looked at; one with more counts as moved. */
    private static final int KEYS_MAX = 1_000;

    /** Slots asked about in one pipeline. */
    private static final int CHUNK_SLOTS = 64;

    /** After so long what is not looked at yet counts as moved. */
    private static final long TIME_MAX_MS = 5_000;

    private static final long TIMEOUT_MS = 2_000;

    private final Session session;
    private final ClusterTopology topology;
    private final SlotKeys keys;
    private final Map<String, BitSet> marked = new TreeMap<>();
    private final long until = System.nanoTime() + TIME_MAX_MS * 1_000_000;

    private Echoes(Session session, ClusterTopology topology, SlotKeys keys) {
        this.session = session;
        this.topology = topology;
        this.keys = keys;
        topology.openSlots().forEach(mark -> marked.computeIfAbsent(mark.nodeId(), id -> new BitSet())
                .set(mark.slot()));
    }

    static SlotKeys in(Session session, ClusterTopology topology, SlotKeys keys) {
        return keys.withEchoes(new Echoes(session, topology, keys).find());
    }

    private Map<String, SlotSet> find() {
        TreeMap<String, SlotMove> pairs = new TreeMap<>();
        for (OpenSlot mark : topology.openSlots()) {
            if (lonely(mark)) {
                pairs.merge(
                        mark.nodeId() + mark.peerId(),
                        new SlotMove(SlotSet.of(mark.slot()), mark.nodeId(), mark.peerId()),
                        (a, b) -> new SlotMove(a.slots().plus(b.slots()), a.from(), a.to()));
            }
        }
        TreeMap<String, SlotSet> found = new TreeMap<>();
        pairs.values().forEach(pair -> found.merge(pair.from(), among(pair), SlotSet::plus));
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
                && !marked.getOrDefault(mark.peerId(), new BitSet()).get(mark.slot());
    }

    /** @param pair from the importer to the owner */
    private SlotSet among(SlotMove pair) {
        SlotSet echoes = SlotSet.EMPTY;
        if (!mayGoHome(pair)) {
            return echoes;
        }
        try {
            for (SlotSet rest = pair.slots(); !rest.isEmpty() && System.nanoTime() < until; ) {
                SlotSet chunk = rest.lowest(CHUNK_SLOTS);
                rest = rest.minus(chunk);
                // Of a slot that is half moved the first key tells.
                echoes = echoes.plus(without(without(chunk, pair, 1), pair, KEYS_MAX));
            }
        } catch (NodeException e) {
            // It lacks one of the databases, or went away: nobody can tell.
            return echoes;
        }
        return echoes;
    }

    /** I10: an importer with a newer release can only get the rest. */
    private boolean mayGoHome(SlotMove pair) {
        Optional<ServerVersion> from = topology.observation(pair.from()).flatMap(NodeRelease::of);
        Optional<ServerVersion> to = topology.observation(pair.to()).flatMap(NodeRelease::of);
        return from.isEmpty() || to.isEmpty() || VersionCheck.canRead(from.get(), to.get());
    }

    /** These slots without those of which the importer has a key of its own. */
    private SlotSet without(SlotSet slots, SlotMove pair, int keysMax) {
        SlotSet left = slots;
        for (int database : KeyCounts.databases(session.look(pair.from()).link(), TIMEOUT_MS)) {
            left = left.minus(own(left, pair, database, keysMax));
        }
        return left;
    }

    private SlotSet own(SlotSet slots, SlotMove pair, int database, int keysMax) {
        NodeLink importer = session.look(pair.from(), database).link();
        List<Request> requests = new ArrayList<>();
        slots.forEach(slot -> requests.add(Request.of("CLUSTER", "GETKEYSINSLOT", slot, keysMax)));
        List<Reply> listed = importer.pipeline(requests, TIMEOUT_MS);
        int[] order = slots.stream().toArray();
        List<byte[]> names = new ArrayList<>();
        List<Integer> slotOf = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            for (Object name : listed.get(i).list()) {
                names.add((byte[]) name);
                slotOf.add(order[i]);
            }
        }
        List<Integer> own = new ArrayList<>();
        if (!names.isEmpty()) {
            NodeLink owner = session.look(pair.to(), database).link();
            List<Reply> sizes = EqualCopies.ask(owner, names, "MEMORY", "USAGE");
            List<Reply> ends = EqualCopies.ask(owner, names, "PTTL");
            List<Reply> otherEnds = EqualCopies.ask(importer, names, "PTTL");
            for (int i = 0; i < names.size(); i++) {
                // A copy that lives longer was touched by somebody: going home would throw that away.
                if (sizes.get(i).number() <= 0 || Twins.outlives(otherEnds.get(i), ends.get(i))) {
                    own.add(slotOf.get(i));
                }
            }
        }
        return SlotSet.of(own);
    }
}
