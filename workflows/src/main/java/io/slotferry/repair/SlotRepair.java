package io.slotferry.repair;

import io.slotferry.repair.RepairAct.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The repair table: the next act for one slot, from nothing but what the nodes show. Like a move it remembers nothing, so a repair that died anywhere is continued by looking again. Invariants held here: a mark is cleared only on a node that holds no key of the slot (I6), no claim is made to win over another one with keys, nothing is moved to an older server (I10), and no act leaves a key with fewer copies than it has.
 */
final class SlotRepair {

    private final SlotState slot;
    private final Cast cast;
    private final boolean planned;
    private final boolean impatient;

    private SlotRepair(SlotState slot, Cast cast, boolean planned, boolean impatient) {
        this.slot = slot;
        this.cast = cast;
        this.planned = planned;
        this.impatient = impatient;
    }

    /**
     * @param planned whether a recorded plan was moving this slot in the direction of its marks
     * @param impatient whether nodes have had time enough to hear of an owner, and replicas to take over
     */
    static Decision next(SlotState slot, Cast cast, boolean planned, boolean impatient) {
        SlotRepair repair = new SlotRepair(slot, cast, planned, impatient);
        List<String> claimants = slot.claimants();
        if (claimants.isEmpty()) {
            return new UnownedSlot(slot, cast, impatient).next();
        }
        if (claimants.size() > 1) {
            return repair.several(claimants);
        }
        Decision stray = repair.stray(claimants.get(0));
        return stray == null ? repair.owned(claimants.get(0)) : stray;
    }

    private @org.jspecify.annotations.Nullable Decision stray(String owner) {
        for (String node : Strays.of(slot, cast).keySet()) {
            String why = cast.label(node) + " imports it from another node than the owner";
            if (slot.keysAt(node) == 0) {
                return decide(Row.STRAY_CLEARED, Kind.CLEAR, node, "", why + " and holds no key of it");
            }
            // A target that died as it took the slot may be back without what its heir has: brought home key by key,
            // these would read as nil until they are there.
            boolean hasAll = slot.keysAt(owner) == 0 && slot.keys().size() == 1 && cast.mayOwn(node);
            if (hasAll || linked(owner, node)) {
                return decide(Row.STRAY_REPOINTED, Kind.MARK_IMPORTING, node, owner, why);
            }
            String target = cast.standIn(slot.migrating().getOrDefault(owner, ""));
            return target.isEmpty()
                    ? gather(Row.STRAY_GATHERED, node, owner)
                    : new ForwardSlot(slot, cast, owner, target, impatient).takes(node);
        }
        return null;
    }

    private Decision several(List<String> claimants) {
        List<String> holders =
                claimants.stream().filter(id -> slot.keysAt(id) > 0).toList();
        String owner = keeper(claimants, holders);
        List<String> losers = claimants.stream().filter(id -> !id.equals(owner)).toList();
        List<String> losing = losers.stream().filter(holders::contains).toList();
        String other = losing.isEmpty() ? losers.get(0) : losing.get(0);
        if (!losing.isEmpty()) {
            return decide(
                    Row.CLAIMS_WITH_KEYS,
                    Kind.LET_GO,
                    other,
                    owner,
                    "several claimants hold keys; " + cast.label(owner) + " keeps the slot, " + cast.label(other)
                            + " lets go of it and keeps its keys until they are brought over");
        }
        boolean highest = claimants.stream().allMatch(id -> id.equals(owner) || slot.epoch(id) < slot.epoch(owner));
        if (!highest) {
            return cast.get(owner).mayRaise()
                    ? decide(
                            Row.CLAIM_RAISED,
                            Kind.RAISE_EPOCH,
                            owner,
                            "",
                            "only " + cast.label(owner) + " may hold keys of it, so its claim has to win")
                    : Decision.waiting(
                            Row.CLAIM_CONTESTED_ELSEWHERE,
                            cast.label(owner) + " also claims slots of which another claimant holds keys;"
                                    + " these have to be settled first");
        }
        return decide(
                Row.CLAIM_YIELDED,
                Kind.TELL,
                other,
                owner,
                cast.label(other) + " holds no key of it and lets go of it");
    }

    /** Of those that hold keys, else of all, the first that the others know; claimants come with the highest epoch first. */
    private String keeper(List<String> claimants, List<String> holders) {
        return holders.stream()
                .filter(cast::mayOwn)
                .findFirst()
                .or(() -> claimants.stream().filter(cast::mayOwn).findFirst())
                .orElse(claimants.get(0));
    }

    private Decision owned(String owner) {
        List<String> holders =
                slot.keys().keySet().stream().filter(id -> !id.equals(owner)).toList();
        List<String> linked = holders.stream().filter(id -> linked(owner, id)).toList();
        if (!linked.isEmpty()) {
            String towards = cast.standIn(slot.migrating().getOrDefault(owner, ""));
            return new ForwardSlot(slot, cast, owner, linked.contains(towards) ? towards : most(linked), impatient)
                    .next();
        }
        Decision clearing = clear(owner);
        if (clearing != null) {
            return clearing;
        }
        for (Map.Entry<String, String> seen : slot.sees().entrySet()) {
            if (!seen.getValue().equals(owner) && cast.mayOwn(seen.getKey())) {
                return decide(
                        Row.OBSERVER_TOLD,
                        Kind.TELL,
                        seen.getKey(),
                        owner,
                        cast.label(seen.getKey()) + " names "
                                + (seen.getValue().isEmpty() ? "nobody" : cast.label(seen.getValue())));
            }
        }
        if (!holders.isEmpty()) {
            return gather(Row.GATHERED, holders.get(0), owner);
        }
        return SlotReplicas.of(slot, cast, owner, impatient);
    }

    private @org.jspecify.annotations.Nullable Decision clear(String owner) {
        String peer = slot.migrating().getOrDefault(owner, "");
        boolean importedByPeer = slot.open(owner, peer);
        if (cast.live(peer)
                && !peer.equals(owner)
                && !cast.mayOwn(peer)
                && (slot.keysAt(peer) > 0 || unaware(peer, owner))) {
            return Decision.waiting(
                    Row.PEER_FORGOTTEN,
                    "it is open to " + cast.label(peer) + ", which most nodes have forgotten"
                            + (slot.keysAt(peer) > 0 ? " and which holds keys of it" : "")
                            + "; let it join again with " + cast.get(peer).meet());
        }
        // An importer ignores gossip about the slot, and neither way goes on before it names the owner.
        if ((importedByPeer || planned) && !peer.equals(owner) && cast.mayOwn(peer) && unaware(peer, owner)) {
            return decide(
                    Row.TARGET_TOLD, Kind.TELL, peer, owner, cast.label(peer) + " does not know the present owner");
        }
        if (planned
                && cast.deposedBefore(peer).isEmpty()
                && cast.mayOwn(peer)
                && (importedByPeer || !slot.marked(peer))) {
            return decide(
                    Row.FORWARD_AS_PLANNED,
                    Kind.FORWARD,
                    owner,
                    peer,
                    "an earlier run had planned this move and did not finish it");
        }
        Actor there = cast.find(peer);
        // Whoever stands in its place is asked for keys in its stead.
        if (there != null
                && !there.answers()
                && !peer.equals(owner)
                && there.standIn().isEmpty()
                && !cast.isReplaced(peer)) {
            if (there.failed() && !impatient && cast.mayBeReplaced(there)) {
                return Decision.waiting(
                        Row.HEIR_AWAITED,
                        there.label() + " is dead and may hold keys of it, and its replica "
                                + cast.label(there.heirs().get(0))
                                + " may be about to take its place; if it does not soon, it is promoted with your"
                                + " consent (mark-to-failed-node)");
            }
            if (there.failed() && !there.heirs().isEmpty()) {
                String heir = there.heirs().get(0);
                return decide(
                        Row.PEER_DEAD_REPLICA,
                        Kind.FAILOVER,
                        heir,
                        "",
                        there.label() + " is dead and may have held keys of it, and " + cast.label(heir)
                                + " was not promoted; it takes over without a vote" + cast.doubt(there));
            }
            if (there.failed() && !there.silentHeirs().isEmpty()) {
                return cast.heirSilent(there, there.label() + " is dead and may hold keys of it");
            }
            return there.failed()
                    ? decide(
                            Row.PEER_DEAD,
                            Kind.CLEAR,
                            owner,
                            "",
                            there.label() + " is dead and may hold keys of it; clearing the mark gives these up")
                    : Decision.waiting(
                            Row.PEER_SILENT,
                            there,
                            there.label() + " does not answer and may hold keys of it" + there.silent());
        }
        if (importedByPeer && cast.live(peer)) {
            return decide(
                    Row.BACK, Kind.BACK, owner, peer, "nothing has moved yet: " + cast.label(peer) + " holds no key");
        }
        for (String node : marked()) {
            if (!node.equals(owner) && slot.keysAt(node) == 0) {
                return decide(
                        Row.MARK_CLEARED,
                        Kind.CLEAR,
                        node,
                        "",
                        cast.label(node) + " holds no key of it, its mark is left over");
            }
        }
        return slot.marked(owner)
                ? decide(Row.OWNER_CLEARED, Kind.CLEAR, owner, "", "its mark leads nowhere: nobody else imports it")
                : null;
    }

    private boolean unaware(String node, String owner) {
        return !owner.equals(slot.sees().getOrDefault(node, owner));
    }

    private Decision gather(Row row, String holder, String owner) {
        if (!cast.get(holder).canSendTo(cast.get(owner))) {
            return Decision.waiting(
                    Row.OWNER_OLDER,
                    "the owner " + cast.label(owner) + " runs an older server than " + cast.label(holder)
                            + ", which holds stranded keys of it; upgrade the owner first");
        }
        return decide(
                row, Kind.GATHER, holder, owner, cast.label(holder) + " holds keys of it that clients cannot reach");
    }

    /** Whether the marks say that this node was to get the slot from its present owner. A mark from a node that was replaced, or that nobody knows, counts; one from another live primary is left over from something else. */
    private boolean linked(String owner, String holder) {
        if (!cast.mayOwn(holder)) {
            return false;
        }
        String towards = slot.migrating().getOrDefault(owner, "");
        String meant = cast.standIn(towards);
        // The owner's target is gone: whoever holds keys of the slot is what became of it.
        if (meant.equals(holder) || (!towards.isEmpty() && meant.isEmpty())) {
            return true;
        }
        String from = slot.importing().get(holder);
        return from != null && (from.equals(owner) || !cast.live(from));
    }

    private String most(List<String> nodes) {
        return nodes.stream()
                .reduce((a, b) -> slot.keysAt(b) > slot.keysAt(a) ? b : a)
                .orElseThrow();
    }

    private List<String> marked() {
        List<String> marked = new ArrayList<>(slot.importing().keySet());
        slot.migrating().keySet().stream().filter(id -> !marked.contains(id)).forEach(marked::add);
        return marked;
    }

    private static Decision decide(Row row, Kind kind, String node, String peer, String why) {
        return new Decision(row, RepairAct.of(kind, node, peer), why);
    }
}
