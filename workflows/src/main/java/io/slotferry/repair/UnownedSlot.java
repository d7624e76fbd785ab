package io.slotferry.repair;

import io.slotferry.repair.RepairAct.Kind;
import java.util.List;
import java.util.Map;

/** A slot that no living primary claims. Only a hand-over that stopped between its two commands is finished without asking. */
final class UnownedSlot {

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
            String target = mark.getKey();
            boolean sourceTold = target.equals(slot.sees().get(mark.getValue()));
            if (sourceTold && cast.mayOwn(target)) {
                return take(
                        Row.HALF_TAKEN,
                        target,
                        "its source has handed it to " + cast.label(target) + ", which has not been told yet");
            }
        }
        String heir = heirOfTheTold();
        if (!heir.isEmpty()) {
            return take(
                    Row.HEIR_TAKES,
                    heir,
                    "it was handed to a node that died before the others heard of it; " + cast.label(heir)
                            + " has replaced that node and alone holds keys of it");
        }
        Actor absent = cast.find(slot.absentOwner());
        if (absent != null && !absent.answers()) {
            return ownerGone(absent);
        }
        List<String> holders =
                slot.keys().keySet().stream().filter(cast::mayOwn).toList();
        String taker = taker(holders);
        Row row = slot.keys().isEmpty()
                ? Row.UNCOVERED_EMPTY
                : slot.keys().size() == 1 ? Row.UNCOVERED_ONE_HOLDER : Row.UNCOVERED_SPREAD;
        return take(row, taker, "nobody owns it; " + reason(taker, holders));
    }

    /** Who replaced the dead node to which a live primary has handed the slot, if nobody else holds keys of it. The same failover with the news a moment earlier would have given it the slot. */
    private String heirOfTheTold() {
        return slot.keys().keySet().stream()
                .filter(holder -> slot.keys().size() == 1 && cast.mayOwn(holder))
                .filter(holder -> slot.sees().entrySet().stream()
                        .anyMatch(seen -> cast.live(seen.getKey())
                                && !seen.getValue().isEmpty()
                                && seen.getValue().equals(cast.replacedBy(holder))))
                .findFirst()
                .orElse("");
    }

    private Decision ownerGone(Actor owner) {
        if (!owner.failed()) {
            return Decision.waiting(
                    Row.SILENT_OWNER,
                    "its owner " + owner.label() + " does not answer, and the cluster has not given it up yet");
        }
        if (!owner.heirs().isEmpty() && !impatient) {
            return Decision.waiting(
                    Row.HEIR_AWAITED,
                    "its owner " + owner.label() + " is dead, and its replica "
                            + cast.label(owner.heirs().get(0)) + " may be about to take over");
        }
        if (!owner.heirs().isEmpty()) {
            String heir = owner.heirs().get(0);
            return new Decision(
                    Row.DEAD_OWNER_REPLICA,
                    RepairAct.on(Kind.FAILOVER, heir),
                    "its owner " + owner.label() + " is dead and " + cast.label(heir)
                            + " was not promoted; it takes over without a vote");
        }
        List<String> holders =
                slot.keys().keySet().stream().filter(cast::mayOwn).toList();
        String taker = taker(holders);
        return take(
                Row.DEAD_OWNER_ALONE,
                taker,
                "its owner " + owner.label() + " is dead and has no replica: its keys there are given up; "
                        + reason(taker, holders));
    }

    /** Who holds the most keys of it; else who imports it; else whom the others still name; else the primary with the fewest slots. */
    private String taker(List<String> holders) {
        return holders.stream()
                .reduce((a, b) -> slot.keysAt(b) > slot.keysAt(a) ? b : a)
                .or(() ->
                        slot.importing().keySet().stream().filter(cast::mayOwn).findFirst())
                .orElseGet(() -> cast.mayOwn(slot.absentOwner()) ? slot.absentOwner() : cast.lightest());
    }

    private String reason(String taker, List<String> holders) {
        return cast.label(taker)
                + (holders.isEmpty()
                        ? " takes it, no living node holds keys of it"
                        : " holds " + (holders.size() == 1 ? "" : "most ") + "keys of it and takes it");
    }

    private Decision take(Row row, String taker, String why) {
        return taker.isEmpty()
                ? Decision.waiting(Row.SILENT_OWNER, "no living primary could take it")
                : new Decision(row, RepairAct.on(Kind.TAKE, taker), why);
    }
}
