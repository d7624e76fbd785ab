package io.slotferry.repair;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One slot as every node that answers showed it a moment ago.
 *
 * @param slot the slot
 * @param claims primaries that say they own it themselves, with the config epoch of the claim
 * @param epochs config epochs of all primaries, dead ones too, where nobody claims it
 * @param sees every answering node to the owner in its view; empty text for nobody
 * @param migrating primaries with a MIGRATING mark to the other end
 * @param importing primaries with an IMPORTING mark to the other end
 * @param replicaMarks replicas with a mark that their primary has not, to that primary
 * @param keys primaries to the keys they hold, over all databases; no zeros
 * @param absentOwner whom most views name where nobody claims it; empty for nobody
 */
public record SlotState(
        int slot,
        Map<String, Long> claims,
        Map<String, Long> epochs,
        Map<String, String> sees,
        Map<String, String> migrating,
        Map<String, String> importing,
        Map<String, String> replicaMarks,
        Map<String, Long> keys,
        String absentOwner) {

    public SlotState {
        claims = sorted(claims);
        epochs = sorted(epochs);
        sees = sorted(sees);
        migrating = sorted(migrating);
        importing = sorted(importing);
        replicaMarks = sorted(replicaMarks);
        keys = sorted(keys);
    }

    /** Not a copyOf: its order would differ from run to run. */
    private static <T> Map<String, T> sorted(Map<String, T> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    long keysAt(String node) {
        return keys.getOrDefault(node, 0L);
    }

    boolean marked(String node) {
        return migrating.containsKey(node) || importing.containsKey(node);
    }

    /** Claimants, the highest epoch first. */
    List<String> claimants() {
        List<String> ids = new ArrayList<>(claims.keySet());
        ids.sort((a, b) -> Long.compare(epoch(b), epoch(a)));
        return ids;
    }

    long epoch(String claimant) {
        return claims.getOrDefault(claimant, -1L);
    }

    /** Whether what the one claims now would win over what the other claimed. */
    boolean outranks(String node, String other) {
        return epochs.getOrDefault(node, 0L) >= epochs.getOrDefault(other, 0L);
    }

    /** Whether a claimant with keys would lose its claim to another one, and delete them, as soon as it hears of that. */
    boolean losesKeysOnMeeting() {
        return claims.keySet().stream()
                .anyMatch(id -> keysAt(id) > 0
                        && claims.keySet().stream().anyMatch(other -> !other.equals(id) && epoch(other) >= epoch(id)));
    }

    /** Whether the two show the marks of one move between them. */
    boolean open(String source, String target) {
        return target.equals(migrating.get(source)) && source.equals(importing.get(target));
    }

    /** Without what these nodes hold and mark of it. */
    SlotState without(Collection<String> nodes) {
        Edit edit = new Edit(this);
        nodes.forEach(edit::hide);
        return edit.state();
    }

    /** The slot as it will be when this act has succeeded and the nodes have heard of it. */
    SlotState after(RepairAct act) {
        Edit edit = new Edit(this);
        edit.apply(act);
        return edit.state();
    }
}
