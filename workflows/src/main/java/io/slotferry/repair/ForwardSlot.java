package io.slotferry.repair;

import io.slotferry.repair.RepairAct.Kind;

/** A slot that goes forward to the importer that holds keys of it. The owner's mark comes first: from then on clients find the keys that have moved. */
final class ForwardSlot {

    private final SlotState slot;
    private final Cast cast;
    private final String owner;
    private final String target;
    private final boolean impatient;

    /** @param impatient whether a dead node has had time enough to come back */
    ForwardSlot(SlotState slot, Cast cast, String owner, String target, boolean impatient) {
        this.impatient = impatient;
        this.slot = slot;
        this.cast = cast;
        this.owner = owner;
        this.target = target;
    }

    Decision next() {
        if (!cast.get(owner).canSendTo(cast.get(target))) {
            return Decision.waiting(
                    Row.TARGET_OLDER,
                    cast.label(target) + " holds keys of it, but runs an older server than the owner "
                            + cast.label(owner) + " and cannot take the others; upgrade it first");
        }
        String from = slot.importing().getOrDefault(target, owner);
        boolean targetInOrder = owner.equals(slot.sees().getOrDefault(target, owner))
                && from.equals(owner)
                && !slot.migrating().containsKey(target);
        String towards = slot.migrating().getOrDefault(owner, "");
        // A missing mark is set by the move itself, unless the target has to be put in order first.
        if (!towards.equals(target) && (!towards.isEmpty() || !targetInOrder)) {
            return decide(
                    Row.SOURCE_REPOINTED,
                    Kind.MARK_MIGRATING,
                    owner,
                    target,
                    cast.label(target) + " holds keys of it, so the owner has to send clients there");
        }
        if (!owner.equals(slot.sees().getOrDefault(target, owner))) {
            return decide(
                    Row.TARGET_TOLD, Kind.TELL, target, owner, cast.label(target) + " does not know the present owner");
        }
        if (!targetInOrder) {
            return decide(
                    Row.TARGET_REPOINTED,
                    Kind.MARK_IMPORTING,
                    target,
                    owner,
                    "the mark of " + cast.label(target) + " names another node than the owner");
        }
        return bystander();
    }

    /** The owner takes no key of a slot that it gives away: what a third node holds comes to the target, where clients are sent. */
    Decision takes(String third) {
        String why = cast.label(third) + " holds keys of it as well and imports it";
        if (!cast.get(third).canSendTo(cast.get(target))) {
            return Decision.waiting(
                    Row.TARGET_OLDER, why + ", and the target " + cast.label(target) + " runs an older server");
        }
        if (!owner.equals(slot.importing().get(target))) {
            return decide(Row.TARGET_REPOINTED, Kind.MARK_IMPORTING, target, owner, why);
        }
        return target.equals(slot.migrating().get(owner))
                ? decide(Row.THIRD_GATHERED, Kind.GATHER, third, target, why)
                : decide(Row.SOURCE_REPOINTED, Kind.MARK_MIGRATING, owner, target, why);
    }

    private Decision bystander() {
        for (String node : slot.importing().keySet()) {
            // Its mark names the owner, which is about to lose the slot: this node would take it for its own.
            if (!node.equals(owner)
                    && !node.equals(target)
                    && slot.keysAt(node) > 0
                    && cast.mayOwn(node)
                    && cast.get(node).finishesMovesByItself()) {
                return takes(node);
            }
        }
        for (String node : slot.importing().keySet()) {
            if (!node.equals(owner) && !node.equals(target) && slot.keysAt(node) == 0) {
                return decide(
                        Row.BYSTANDER_CLEARED,
                        Kind.CLEAR,
                        node,
                        "",
                        cast.label(node) + " imports it as well and holds no key of it");
            }
        }
        for (String node : slot.migrating().keySet()) {
            if (!node.equals(owner) && !node.equals(target) && slot.keysAt(node) == 0) {
                return decide(
                        Row.BYSTANDER_CLEARED,
                        Kind.CLEAR,
                        node,
                        "",
                        "the mark of " + cast.label(node) + " is left over");
            }
        }
        String deposed = cast.deposedBefore(target);
        if (!deposed.isEmpty() && !impatient) {
            return Decision.waiting(
                    Row.DEAD_AWAITED,
                    cast.label(deposed) + " is dead and may hold an import mark of it; it is awaited for a moment");
        }
        if (!deposed.isEmpty()) {
            return decide(
                    Row.FORWARD_PAST_DEAD,
                    Kind.FORWARD,
                    owner,
                    target,
                    cast.label(target) + " holds keys of it already, but " + cast.label(deposed)
                            + " is dead and may hold an import mark of it: coming back after this it could take back"
                            + " its old slots without their keys");
        }
        return decide(
                Row.FORWARD,
                Kind.FORWARD,
                owner,
                target,
                cast.label(target) + " holds keys of it already, so it goes forward");
    }

    private static Decision decide(Row row, Kind kind, String node, String peer, String why) {
        return new Decision(row, RepairAct.of(kind, node, peer), why);
    }
}
