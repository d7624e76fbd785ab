package io.slotferry.repair;

import io.slotferry.repair.RepairAct.Kind;
import io.slotferry.topology.ServerVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A slot that no living primary claims. Only a move whose source let go of it is finished without asking: by the target once it alone holds keys, else the source takes it back first. */
final class UnownedSlot {

    private static final String UNDECIDED = ", and the cluster has not given it up yet";

    private final SlotState slot;
    private final Cast cast;
    private final boolean impatient;

    UnownedSlot(SlotState slot, Cast cast, boolean impatient) {
        this.slot = slot;
        this.cast = cast;
        this.impatient = impatient;
    }

    Decision next() {
        for (Map.Entry<String, String> mark : slot.importing().entrySet()) {
            Decision handOver = letGo(mark.getValue(), mark.getKey());
            if (handOver != null) {
                return handOver;
            }
        }
        String heir = heirOfTheTold();
        if (!heir.isEmpty()) {
            return take(
                    Row.HEIR_TAKES,
                    heir,
                    "it was handed to a node that was replaced before the others heard of it; " + cast.label(heir)
                            + " has replaced that node and alone holds keys of it");
        }
        Actor absent = cast.find(slot.absentOwner());
        if (absent != null && !absent.answers()) {
            return ownerGone(absent);
        }
        if (!cast.silentPrimaries().isEmpty()) {
            return holderSilent("nobody owns it");
        }
        List<String> holders =
                slot.keys().keySet().stream().filter(cast::mayOwn).toList();
        String taker = taker(holders);
        Row row = slot.keys().isEmpty()
                ? Row.UNCOVERED_EMPTY
                : slot.keys().size() == 1 ? Row.UNCOVERED_ONE_HOLDER : Row.UNCOVERED_SPREAD;
        return take(row, taker, "nobody owns it; " + reason(taker, holders));
    }

    /** The source of an open slot let go of it, with or without a word to the target. */
    private @Nullable Decision letGo(String source, String target) {
        boolean told = target.equals(slot.sees().get(source));
        boolean named = slot.absentOwner().equals(source);
        boolean emptied = slot.keysAt(source) == 0 && slot.keysAt(target) > 0;
        if ((told || named) && !emptied && slot.open(source, target) && cast.mayOwn(source)) {
            return takenBack(source, target);
        }
        boolean knownOwner = slot.absentOwner().isEmpty() || cast.live(slot.absentOwner());
        boolean alone = slot.keysAt(target) > 0 && slot.keys().size() == 1 && cast.live(source) && knownOwner;
        if ((told || alone) && cast.mayOwn(target)) {
            return take(
                    Row.HALF_TAKEN,
                    target,
                    told
                            ? "its source has handed it to " + cast.label(target) + ", which has not been told yet"
                            : cast.label(source) + " has let go of it and holds no key, and " + cast.label(target)
                                    + " imports it and holds all");
        }
        return null;
    }

    /** If the target took it, clients would read nil for what the source still holds, and might write it anew. */
    private Decision takenBack(String source, String target) {
        ServerVersion version = cast.get(target).version();
        if (version != null && version.family() == ServerVersion.Family.VALKEY && !impatient) {
            return Decision.waiting(
                    Row.TARGET_AWAITED,
                    cast.label(source) + " has let go of it, and " + cast.label(target)
                            + " may be about to take it by itself");
        }
        return take(
                Row.SOURCE_TAKES_BACK,
                source,
                cast.label(source) + " let go of it too early and takes it back, so that its keys can go on to "
                        + cast.label(target));
    }

    /** Who replaced the node to which a live primary has handed the slot, if nobody else holds keys of it. The same failover with the news a moment earlier would have given it the slot. */
    private String heirOfTheTold() {
        return slot.keys().keySet().stream()
                .filter(holder -> slot.keys().size() == 1 && cast.mayOwn(holder))
                .filter(holder -> slot.sees().entrySet().stream()
                        .anyMatch(seen -> cast.live(seen.getKey()) && replaced(seen.getValue(), holder)))
                .findFirst()
                .orElse("");
    }

    /** It is dead since, or follows the heir. */
    private boolean replaced(String told, String heir) {
        return !told.isEmpty()
                && !told.equals(heir)
                && (told.equals(cast.replacedBy(heir)) || heir.equals(cast.standIn(told)));
    }

    private Decision ownerGone(Actor owner) {
        if (!owner.failed()) {
            return Decision.waiting(
                    Row.SILENT_OWNER,
                    owner,
                    "its owner " + owner.label() + " does not answer" + (owner.saysWhy() ? "" : UNDECIDED)
                            + owner.silent());
        }
        if (!impatient && cast.mayBeReplaced(owner)) {
            return Decision.waiting(
                    Row.HEIR_AWAITED,
                    "its owner " + owner.label() + " is dead, and its replica "
                            + cast.label(owner.heirs().get(0))
                            + " may be about to take over; if it does not soon, it is promoted with your consent"
                            + " (owner-dead-replica)");
        }
        if (!owner.heirs().isEmpty()) {
            String heir = owner.heirs().get(0);
            return new Decision(
                    Row.DEAD_OWNER_REPLICA,
                    RepairAct.on(Kind.FAILOVER, heir),
                    "its owner " + owner.label() + " is dead and " + cast.label(heir)
                            + " was not promoted; it takes over without a vote"
                            + (cast.majority()
                                    ? ""
                                    : ". Most primaries do not answer: be sure that they are dead, and not only out of"
                                            + " reach from here")
                            + cast.doubt(owner));
        }
        if (!owner.silentHeirs().isEmpty()) {
            return cast.heirSilent(owner, "its owner " + owner.label() + " is dead");
        }
        if (!cast.silentPrimaries().isEmpty()) {
            return holderSilent("its owner " + owner.label() + " is dead");
        }
        List<String> holders =
                slot.keys().keySet().stream().filter(cast::mayOwn).toList();
        String taker = taker(holders);
        // An importer's epoch rises with the command that makes it the owner.
        if (!slot.outranks(taker, owner.id()) && !slot.importing().containsKey(taker) && cast.find(taker) != null) {
            return raised(taker, owner);
        }
        return take(
                Row.DEAD_OWNER_ALONE,
                taker,
                "its owner " + owner.label() + " is dead and has no replica: its keys there are given up; "
                        + reason(taker, holders));
    }

    private Decision holderSilent(String what) {
        Actor silent = cast.silentPrimaries().get(0);
        return Decision.waiting(
                Row.HOLDER_SILENT,
                silent,
                what + ", and " + silent.label() + " may hold keys of it and does not answer" + silent.silent()
                        + "; or let every node forget it (CLUSTER FORGET) if it is gone for good");
    }

    private Decision raised(String taker, Actor owner) {
        return cast.get(taker).mayRaise()
                ? new Decision(
                        Row.TAKER_RAISED,
                        RepairAct.on(Kind.RAISE_EPOCH, taker),
                        "its owner " + owner.label() + " is dead; if it came back its claim would win over that of "
                                + cast.label(taker) + ", which would then delete what clients wrote")
                : Decision.waiting(
                        Row.CLAIM_CONTESTED_ELSEWHERE,
                        cast.label(taker) + " also claims slots of which another claimant holds keys;"
                                + " these have to be settled first");
    }

    /** The source of a move between two that hold keys: its clients are sent on to the target; else who holds the most keys of it; else who imports it; else whom the others still name; else the primary with the fewest slots. */
    private String taker(List<String> holders) {
        return holders.stream()
                .filter(id -> holders.stream().anyMatch(other -> slot.open(id, other)))
                .findFirst()
                .or(() -> holders.stream().reduce((a, b) -> slot.keysAt(b) > slot.keysAt(a) ? b : a))
                .or(() ->
                        slot.importing().keySet().stream().filter(cast::mayOwn).findFirst())
                .orElseGet(() -> cast.mayOwn(slot.absentOwner()) ? slot.absentOwner() : cast.lightest());
    }

    private String reason(String taker, List<String> holders) {
        if (holders.isEmpty()) {
            return cast.label(taker) + " takes it, no living node that the cluster knows holds keys of it";
        }
        boolean most = holders.size() > 1 && holders.stream().allMatch(id -> slot.keysAt(id) <= slot.keysAt(taker));
        return cast.label(taker) + " holds " + (most ? "most " : "") + "keys of it and takes it";
    }

    private Decision take(Row row, String taker, String why) {
        return taker.isEmpty()
                ? Decision.waiting(Row.SILENT_OWNER, "no living primary could take it")
                : new Decision(row, RepairAct.on(Kind.TAKE, taker), why);
    }
}
