package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.slotmove.ObservedSlot.Mark;
import io.slotferry.slotmove.ObservedSlot.Owner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Primaries that obey what was measured on real servers (facts E1 to E10) as far as SETSLOT, MIGRATE and keys go, with clients that write meanwhile. Every command is one event: after it gossip may or may not have spread, a client may have written, and {@link Invariants} are checked.
 *
 * <p>Like the servers it refuses little: a premature NODE on the target deletes the source's keys, STABLE on a target strands what it holds, MIGRATE without marks makes keys vanish for clients.
 */
final class SimulatedCluster {

    private static final int LOG_LINES = 200;

    final TreeMap<String, SimulatedNode> nodes = new TreeMap<>();
    final TreeSet<Integer> slots = new TreeSet<>();

    /** What clients were told to be written, by slot and key. */
    final TreeMap<Integer, TreeMap<String, Integer>> acknowledged = new TreeMap<>();

    /** Slots whose target was closed a moment ago: a client may be sent in a circle until the step is over. */
    final TreeSet<Integer> retreating = new TreeSet<>();

    /** Open slots that nobody works on: found open at the start, or parked for the operator with both marks. */
    final ConcurrentSkipListSet<Integer> aside = new ConcurrentSkipListSet<>();

    private final long seed;
    private final Random random;

    /** Redis keeps the source's mark when gossip tells it of the new owner; Valkey clears it. */
    private final boolean gossipClearsMarks;

    private final List<String> violations = new ArrayList<>();
    private final ArrayDeque<String> log = new ArrayDeque<>();
    private int newKeys;
    private boolean clientsWrite = true;
    private int commands;

    SimulatedCluster(long seed) {
        this.seed = seed;
        random = new Random(seed);
        gossipClearsMarks = random.nextBoolean();
    }

    /** Ids are unique per seed: the lock is named after the smallest. */
    String nodeId(int number) {
        return String.format("%032x%08x", seed, number + 1);
    }

    SimulatedCluster primary(int number) {
        String id = nodeId(number);
        nodes.put(id, new SimulatedNode(id, number + 1L));
        nodes.values().forEach(node -> node.epochKnown = nodes.size());
        return this;
    }

    SimulatedCluster slot(int slot, int owner, int keys) {
        slots.add(slot);
        nodes.values().forEach(node -> node.owners.put(slot, nodeId(owner)));
        acknowledged.put(slot, new TreeMap<>());
        for (int key = 0; key < keys; key++) {
            String name = "s" + slot + "k" + key;
            nodes.get(nodeId(owner)).in(slot).put(name, 1);
            acknowledged.get(slot).put(name, 1);
        }
        return this;
    }

    SimulatedCluster withoutClients() {
        clientsWrite = false;
        return this;
    }

    /** A slot that an earlier run left open, with half of its keys on the target. */
    synchronized void leaveOpen(int slot, int target) {
        SimulatedNode from = nodes.get(owner(slot));
        SimulatedNode to = nodes.get(nodeId(target));
        to.importing.put(slot, from.id);
        from.migrating.put(slot, to.id);
        int half = from.count(slot) / 2;
        for (String key : List.copyOf(from.in(slot).keySet()).subList(0, half)) {
            to.in(slot).put(key, from.in(slot).remove(key));
        }
        aside.add(slot);
    }

    boolean isMoving(int slot) {
        return !aside.contains(slot);
    }

    synchronized void importing(String at, int slot, String from) {
        SimulatedNode node = nodes.get(at);
        if (!node.owns(slot)) {
            node.importing.put(slot, from);
            retreating.remove(slot);
        }
        event("IMPORTING " + slot + " on " + at);
    }

    synchronized void migrating(String at, int slot, String to) {
        SimulatedNode node = nodes.get(at);
        if (node.owns(slot)) {
            node.migrating.put(slot, to);
        }
        event("MIGRATING " + slot + " on " + at);
    }

    synchronized void stable(String at, int slot) {
        SimulatedNode node = nodes.get(at);
        if (node.importing.containsKey(slot)) {
            if (node.count(slot) > 0 && !node.owns(slot)) {
                violate("I6: STABLE " + slot + " on a target that holds " + node.count(slot) + " keys of it");
            }
            retreating.add(slot);
        }
        if (node.owns(slot)) {
            retreating.remove(slot);
        }
        node.importing.remove(slot);
        node.migrating.remove(slot);
        event("STABLE " + slot + " on " + at);
    }

    /** E4: the source refuses while it holds keys; the target never refuses, so a late or early one shows here. */
    synchronized boolean node(String at, int slot, String owner) {
        SimulatedNode node = nodes.get(at);
        if (node.owns(slot) && !owner.equals(at) && node.count(slot) > 0) {
            return false;
        }
        if (owner.equals(at) && !node.owns(slot)) {
            long left = nodes.values().stream()
                    .filter(other -> other != node && other.owns(slot))
                    .mapToInt(other -> other.count(slot))
                    .sum();
            if (left > 0) {
                violate("I2: NODE " + slot + " on the target while the source holds " + left + " keys");
            }
            if (node.importing.remove(slot) == null) {
                violate("I3: NODE " + slot + " on a target that is not importing");
            } else {
                node.bump();
            }
        }
        node.owners.put(slot, owner);
        if (!owner.equals(at)) {
            node.migrating.remove(slot);
        }
        event("NODE " + slot + " on " + at + " is " + owner);
        return true;
    }

    /** What MIGRATE of one key answers: OK, NOKEY, BUSYKEY, MOVED, or IOERR with the key on both sides. */
    synchronized String migrate(String from, int slot, String to, String key, boolean replace, boolean cut) {
        SimulatedNode source = nodes.get(from);
        SimulatedNode target = nodes.get(to);
        Integer value = source.in(slot).get(key);
        String reply = "OK";
        if (value == null) {
            reply = "NOKEY";
        } else if (!from.equals(target.importing.get(slot)) && !target.owns(slot)) {
            reply = "MOVED";
        } else if (target.in(slot).containsKey(key) && !replace) {
            reply = "BUSYKEY";
        } else {
            target.in(slot).put(key, value);
            if (cut) {
                reply = "IOERR";
            } else {
                source.in(slot).remove(key);
            }
        }
        event("MIGRATE " + key + " from " + from + " to " + to + ": " + reply);
        return reply;
    }

    /** What a failover of the source leaves behind: the target holds another value of a key the source serves. */
    synchronized void diverge(int slot, String from, String to) {
        SimulatedNode source = nodes.get(from);
        if (source.count(slot) > 0 && from.equals(nodes.get(to).importing.get(slot))) {
            nodes.get(to).in(slot).putIfAbsent(source.in(slot).firstKey(), -1);
        }
    }

    /** The operator decided for the owner's copy. */
    synchronized void converge() {
        for (SimulatedNode node : nodes.values()) {
            node.keys.values().forEach(keys -> keys.values().removeIf(value -> value < 0));
        }
    }

    synchronized ObservedSlot observe(String from, String to, int slot) {
        SimulatedNode source = nodes.get(from);
        SimulatedNode target = nodes.get(to);
        return new ObservedSlot(
                slot,
                named(source.owners.get(slot), from, to),
                named(target.owners.get(slot), from, to),
                mark(source, slot, source.migrating, to),
                mark(target, slot, target.importing, from),
                source.count(slot),
                target.count(slot));
    }

    private static Owner named(String owner, String from, String to) {
        if (owner == null) {
            return Owner.NOBODY;
        }
        return owner.equals(from) ? Owner.SOURCE : owner.equals(to) ? Owner.TARGET : Owner.OTHER;
    }

    private static Mark mark(SimulatedNode node, int slot, TreeMap<Integer, String> ours, String peer) {
        if (!node.marked(slot)) {
            return Mark.NONE;
        }
        return peer.equals(ours.get(slot)) ? Mark.OURS : Mark.OTHER;
    }

    synchronized List<String> keysOf(String id, int slot) {
        return new ArrayList<>(nodes.get(id).in(slot).keySet());
    }

    synchronized Integer valueAt(String id, int slot, String key) {
        return nodes.get(id).in(slot).get(key);
    }

    synchronized boolean targetHeardOf(String target, String source) {
        return nodes.get(target).epochKnown >= nodes.get(source).epoch;
    }

    /** Counts the call against a dead node; true if it was one. */
    synchronized boolean dead(String id) {
        SimulatedNode node = nodes.get(id);
        if (node.deadCalls > 0) {
            node.deadCalls--;
            return true;
        }
        return false;
    }

    synchronized void kill(String id, int calls) {
        nodes.get(id).deadCalls = calls;
    }

    /** Everybody hears everybody: what a few milliseconds of gossip do. */
    synchronized void gossip() {
        for (SimulatedNode from : nodes.values()) {
            for (SimulatedNode to : nodes.values()) {
                if (from != to) {
                    tell(from, to);
                }
            }
        }
    }

    private void tell(SimulatedNode from, SimulatedNode to) {
        to.epochKnown = Math.max(to.epochKnown, from.epochKnown);
        for (int slot : slots) {
            String before = to.owners.get(slot);
            boolean ignores = !from.owns(slot) || from.id.equals(before) || to.importing.containsKey(slot);
            if (ignores
                    || (before != null
                            && nodes.get(before).epoch > from.epoch
                            && nodes.get(before).owns(slot))) {
                continue;
            }
            to.owners.put(slot, from.id);
            if (to.id.equals(before)) {
                // Dirty-slot deletion: the loser of a slot drops what it still holds of it (E4).
                to.keys.remove(slot);
                if (gossipClearsMarks) {
                    to.migrating.remove(slot);
                }
            }
        }
    }

    synchronized String owner(int slot) {
        SimulatedNode owner = null;
        for (SimulatedNode node : nodes.values()) {
            if (node.owns(slot) && (owner == null || node.epoch > owner.epoch)) {
                owner = node;
            }
        }
        return owner == null ? "nobody" : owner.id;
    }

    synchronized TreeMap<Integer, String> map() {
        TreeMap<Integer, String> map = new TreeMap<>();
        slots.forEach(slot -> map.put(slot, owner(slot)));
        return map;
    }

    synchronized SlotSet open() {
        return SlotSet.of(slots.stream()
                .filter(slot -> nodes.values().stream().anyMatch(node -> node.marked(slot)))
                .toList());
    }

    synchronized void violate(String what) {
        if (violations.isEmpty()) {
            violations.add(what + "\n  " + String.join("\n  ", log));
        } else if (violations.size() < 5) {
            violations.add(what);
        }
    }

    synchronized String log() {
        return String.join("\n  ", log);
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized void note(String what) {
        log.add(what);
        while (log.size() > LOG_LINES) {
            log.remove();
        }
    }

    /** Commands so far that change something. */
    synchronized int commands() {
        return commands;
    }

    private void event(String what) {
        commands++;
        note(what);
        if (random.nextInt(3) == 0) {
            gossip();
        }
        if (clientsWrite && random.nextInt(2) == 0) {
            write();
        }
        Invariants.check(this);
    }

    /** One client's INCR, by the redirects it would follow; a write nobody accepts is not acknowledged. */
    private void write() {
        int slot = new ArrayList<>(slots).get(random.nextInt(slots.size()));
        TreeMap<String, Integer> known = acknowledged.get(slot);
        boolean fresh = known.isEmpty() || random.nextInt(6) == 0;
        if (fresh && newKeys > 40) {
            return;
        }
        String key = "s" + slot + "n" + newKeys;
        if (fresh) {
            newKeys++;
        } else {
            Iterator<String> names = known.keySet().iterator();
            for (int skip = random.nextInt(known.size()); skip >= 0; skip--) {
                key = names.next();
            }
        }
        SimulatedNode holder = Route.of(this, slot, key, random.nextBoolean());
        if (holder != null) {
            int next = holder.in(slot).getOrDefault(key, 0) + 1;
            holder.in(slot).put(key, next);
            known.merge(key, 1, Integer::sum);
            note("client wrote " + key + "=" + next + " at " + holder.id);
        }
    }
}
