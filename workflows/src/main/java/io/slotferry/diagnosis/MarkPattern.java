package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import java.util.Locale;

/** What open-slot marks can mean. In the texts {slots} are the slots, {a} is the node with the mark (or the source), {b} the other end (or the target). */
enum MarkPattern {
    OPEN_SLOT(
            Severity.WARNING,
            true,
            "{slots} is open from {a} to {b}: keys that are not on the source are asked for at the target, and commands with several keys may get TRYAGAIN"),
    MIGRATING_ONLY(
            Severity.ERROR,
            true,
            "{slots} is migrating on {a}, but {b} does not import it: clients that ask for a key the source has not are sent to {b} and back"),
    IMPORTING_ONLY(
            Severity.WARNING,
            true,
            "{slots} is importing on {a} from {b}, which does not migrate it: keys that {a} holds there are hidden from clients"),
    HALF_FINALISED(
            Severity.ERROR,
            true,
            "{slots} is half finalised from {a} to {b}: one of them has let go or taken over and the other does not know, so clients may be sent to and fro"),
    MARK_TO_REPLICA(
            Severity.ERROR,
            true,
            "{slots} is marked on {a} as moving from or to {b}, which is a replica now (failover?): redirected clients get MOVED and moved keys may be unreadable"),
    MARK_TO_FAILED_NODE(
            Severity.ERROR,
            true,
            "{slots} is marked on {a} as moving from or to {b}, which does not answer: clients that are redirected there get connection errors"),
    MARK_TO_UNKNOWN_NODE(
            Severity.ERROR,
            false,
            "{slots} is marked on {a} as moving from or to {b}, which no node of the cluster knows: the move can neither go on nor end by itself"),
    MARK_TO_SELF(
            Severity.ERROR,
            false,
            "{slots} is marked on {a} as moving to itself: clients that ask for a missing key are redirected in a circle"),
    SEVERAL_IMPORTERS(
            Severity.ERROR,
            false,
            "{slots} is importing on several nodes at once, {a}: its keys may be spread over them, and clients see only the owner's; on Valkey 8 and later one whose mark does not name the owner takes the slot, without the keys, once any slot of the node that it names changes hands"),
    OPPOSITE_MARKS(
            Severity.ERROR,
            false,
            "{slots} is marked by {a} and {b} in opposite directions: nobody can tell which of them shall own it, and each redirects to the other"),
    STALE_MARK(
            Severity.WARNING,
            false,
            "{slots} is marked on {a} as moving from or to {b}, but a third node owns it: the mark is left over and confuses the next move, and by an import mark a Valkey 8 or later takes the slot for its own, without the keys, once any slot of {b} changes hands");

    private static final String ADOPT =
            "If no run is working on it: ./slotferry repair; or finish the move with ./slotferry reshard ... --adopt";
    private static final String LOOK = "See what would be done with ./slotferry repair --dry-run, then do it";

    private final Severity severity;
    private final boolean adoptable;
    private final String text;

    MarkPattern(Severity severity, boolean adoptable, String text) {
        this.severity = severity;
        this.adoptable = adoptable;
        this.text = text;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Severity severity() {
        return severity;
    }

    /** Whether the marks say in which direction to finish, so that a reshard can take the slots over. */
    boolean adoptable() {
        return adoptable;
    }

    String text() {
        return text;
    }

    String next() {
        return adoptable ? ADOPT : LOOK;
    }
}
