package io.slotferry.chaos;

import io.slotferry.contract.SlotSet;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/**
 * Which losses are no fault of the move.
 *
 * <p>Replication is asynchronous: when a primary dies and a replica is promoted, the last writes the primary acknowledged die with it, with or without a move. A write counts as such (<em>async</em>) only if the very node that
 * acknowledged it went away within {@value #AT_RISK_MS} ms after, or acknowledged it after it had been stopped and continued and before it knew of its successor, and only if a replica was in fact promoted in its place. A node
 * that came back as the primary it was has its append-only file, so nothing of it is excused.
 *
 * <p>A key that a move had brought to the target and that had not reached the target's replicas dies with the target, however long ago a client wrote it (I12): at most as many keys as one MIGRATE may carry each time. Such a write counts as
 * <em>exposed</em> only if the target itself said, right before it was killed or stopped, that it was importing the slot; or if a report names the slot as one that a silent target was told to take while its source was failed over.
 *
 * <p>A key that clients deleted on a promoted source, before it was told again that the slot was open, comes back from the target with the value it had: <em>named</em>, if a report names it. Everything else is lost.
 */
final class Excuses {

    enum Kind {
        ASYNC,
        EXPOSED,
        NAMED,
        LOST
    }

    static final long AT_RISK_MS = 1_000;
    /** How long a primary that was stopped may go on as one after it is continued. */
    static final long OLD_PRIMARY_MS = 3_000;

    /** For how long a node that woke up may take others for dead. */
    static final long WAKING_MS = 5_000;
    /** How much later than it happened a promotion is seen at most. */
    private static final long SEEN_LATE_MS = 500;

    private static final long MS = 1_000_000;

    private final List<Outage> outages;
    private final BiPredicate<String, Long> promotedAfter;
    private final Named named;

    /**
     * @param promotedAfter whether the node with that id was replaced by a replica at that time or later
     * @param named what the reports name
     */
    Excuses(List<Outage> outages, BiPredicate<String, Long> promotedAfter, Named named) {
        this.outages = outages;
        this.promotedAfter = promotedAfter;
        this.named = named;
    }

    /**
     * Primaries that lived and were replaced all the same: a node that wakes up may declare another failed before it has read what that one sent. Only soon after somebody woke up, and only if nobody asked for it: a move that holds a primary up until it is replaced is no excuse.
     */
    static List<Outage> mistaken(
            List<Shards.Promotion> promotions,
            List<Outage> outages,
            List<String> ordered,
            UnaryOperator<String> addressOf) {
        return promotions.stream()
                .filter(each -> !ordered.contains(each.from()))
                .filter(each -> outages.stream()
                        .noneMatch(outage -> outage.nodeId().equals(each.from())
                                && outage.fromNanos() <= each.atNanos()
                                && outage.untilNanos() >= each.atNanos() - WAKING_MS * MS))
                .filter(each -> outages.stream()
                        .anyMatch(outage -> outage.untilNanos() <= each.atNanos()
                                && outage.untilNanos() >= each.atNanos() - WAKING_MS * MS))
                .map(each -> new Outage(
                        each.from(),
                        addressOf.apply(each.from()),
                        each.atNanos() - SEEN_LATE_MS * MS,
                        each.atNanos(),
                        SlotSet.EMPTY))
                .toList();
    }

    /** The least excusable of the lost writes decides. */
    Kind of(Ledger.Difference difference) {
        boolean cameBack = difference.key().expected() == Write.NONE && difference.found() != Write.NONE;
        if (cameBack && named.names(difference.key())) {
            return Kind.NAMED;
        }
        if (difference.lost().isEmpty()) {
            // Something is there that nobody wrote last, and nothing acknowledged is missing: an older value.
            return Kind.LOST;
        }
        boolean async = difference.lost().stream().allMatch(this::async);
        if (async) {
            return Kind.ASYNC;
        }
        boolean exposed = outages.stream()
                .anyMatch(outage -> outage.importing().contains(difference.key().slot) && replaced(outage));
        return exposed || named.namesAsLost(difference.key()) ? Kind.EXPOSED : Kind.LOST;
    }

    private boolean async(Write write) {
        return outages.stream()
                .anyMatch(outage -> outage.address().equals(write.node())
                        && write.atNanos() >= outage.fromNanos() - AT_RISK_MS * MS
                        && (outage.untilNanos() == Long.MAX_VALUE
                                || write.atNanos() <= outage.untilNanos() + OLD_PRIMARY_MS * MS)
                        && replaced(outage));
    }

    private boolean replaced(Outage outage) {
        return promotedAfter.test(outage.nodeId(), outage.fromNanos());
    }
}
