package io.slotferry.repair;

import java.util.TreeMap;
import java.util.stream.Stream;

/** What an act does to a slot: the servers' rules in small, so that a whole repair can be shown before it begins. */
final class Edit {

    private final int slot;
    private final TreeMap<String, Long> claims;
    private final TreeMap<String, Long> epochs;
    private final TreeMap<String, String> sees;
    private final TreeMap<String, String> migrating;
    private final TreeMap<String, String> importing;
    private final TreeMap<String, String> replicaMarks;
    private final TreeMap<String, Long> keys;
    private String absentOwner;

    Edit(SlotState before) {
        slot = before.slot();
        claims = new TreeMap<>(before.claims());
        epochs = new TreeMap<>(before.epochs());
        sees = new TreeMap<>(before.sees());
        migrating = new TreeMap<>(before.migrating());
        importing = new TreeMap<>(before.importing());
        replicaMarks = new TreeMap<>(before.replicaMarks());
        keys = new TreeMap<>(before.keys());
        absentOwner = before.absentOwner();
    }

    SlotState state() {
        return new SlotState(slot, claims, epochs, sees, migrating, importing, replicaMarks, keys, absentOwner);
    }

    void apply(RepairAct act) {
        switch (act.kind()) {
            case MEET -> {}
            case MARK_IMPORTING -> {
                migrating.remove(act.node());
                importing.put(act.node(), act.peer());
            }
            case MARK_MIGRATING -> migrating.put(act.node(), act.peer());
            case CLEAR -> clear(act.node());
            case BACK -> {
                clear(act.peer());
                clear(act.node());
            }
            case TELL -> tell(act.node(), act.peer());
            case TAKE -> take(act.node());
            case FAILOVER -> failOver(act.node());
            case LET_GO -> {
                claims.remove(act.node());
                migrating.remove(act.node());
                sees.put(act.node(), act.peer());
            }
            case RAISE_EPOCH -> raise(act.node());
            case FORWARD, RETURN -> {
                carry(act.node(), act.peer());
                clear(act.node());
                owns(act.peer());
            }
            case GATHER -> {
                carry(act.node(), act.peer());
                clear(act.node());
            }
        }
    }

    private void clear(String node) {
        migrating.remove(node);
        importing.remove(node);
        replicaMarks.values().removeIf(node::equals);
    }

    private void tell(String node, String owner) {
        sees.put(node, owner);
        claims.remove(node);
        migrating.remove(node);
    }

    /** It claims the slot with the highest epoch, so everybody follows. */
    private void owns(String node) {
        claims.clear();
        claims.put(node, 0L);
        absentOwner = "";
        migrating.remove(node);
        importing.remove(node);
        sees.replaceAll((observer, owner) -> node);
    }

    /** The dead node was the owner, unless somebody else is. */
    private void failOver(String heir) {
        if (claims.isEmpty()) {
            owns(heir);
        }
    }

    /** A server keeps its MIGRATING mark when it is made the owner, unless it holds nothing. */
    private void take(String node) {
        String towards = keys.containsKey(node) ? migrating.get(node) : null;
        owns(node);
        if (towards != null) {
            migrating.put(node, towards);
        }
    }

    private void raise(String node) {
        long highest = Stream.concat(claims.values().stream(), epochs.values().stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        epochs.put(node, highest + 1);
        if (claims.containsKey(node)) {
            claims.put(node, highest + 1);
        }
        if (claims.size() == 1) {
            owns(claims.firstKey());
        }
    }

    void hide(String node) {
        keys.remove(node);
        migrating.remove(node);
        importing.remove(node);
    }

    private void carry(String from, String to) {
        Long moved = keys.remove(from);
        if (moved != null) {
            keys.merge(to, moved, Long::sum);
        }
    }
}
