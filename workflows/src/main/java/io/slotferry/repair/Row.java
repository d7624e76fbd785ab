package io.slotferry.repair;

/** The rows of the repair table, each with the code of the finding whose consent it needs, empty if it needs none. The table test visits every one. */
public enum Row {
    HEALTHY(""),

    /** Nobody claims it; the source was told or holds nothing, the target still imports: the target takes it. */
    HALF_TAKEN(""),
    /** Nobody claims it; the source let go of it with keys: it takes it back, so that nobody reads nil while they travel. */
    SOURCE_TAKES_BACK(""),
    /** The same on Valkey, where the target takes it by itself as soon as it hears of that. */
    TARGET_AWAITED(""),
    /** Nobody claims it; the source handed it to a node that died at once, whose heir alone holds its keys. */
    HEIR_TAKES(""),
    /** Nobody claims it, and a primary that does not answer may hold its keys. */
    HOLDER_SILENT(""),
    UNCOVERED_EMPTY("uncovered-slot"),
    UNCOVERED_ONE_HOLDER("uncovered-slot-with-keys"),
    UNCOVERED_SPREAD("uncovered-slot-keys-spread"),
    /** A dead node has a replica that answers: the cluster promotes it in its own time. */
    HEIR_AWAITED(""),
    /** The only one that may have a dead node's keys runs, and does not answer us. */
    HEIR_SILENT(""),
    /** Not the consent that gives the keys up: the replica may die before it takes over. */
    DEAD_OWNER_REPLICA("owner-dead-replica"),
    /** A dead owner that comes back would win its slots from a taker with a lower epoch, which would delete what clients wrote since. */
    TAKER_RAISED("owner-dead"),
    DEAD_OWNER_ALONE("owner-dead"),
    SILENT_OWNER(""),

    /** Several claim it and at most one holds keys: its epoch must be the highest before the others let go. */
    CLAIM_RAISED(""),
    CLAIM_CONTESTED_ELSEWHERE(""),
    CLAIM_YIELDED(""),
    CLAIMS_WITH_KEYS("two-owners"),

    /** The owner migrates it to a node that does not answer and that nobody replaced: its keys may be there. */
    PEER_DEAD("mark-to-failed-node"),
    /** The same, but it has a replica: nobody promotes one whose primary owned no slots. */
    PEER_DEAD_REPLICA("mark-to-failed-node"),
    PEER_SILENT(""),
    /** The owner migrates it to a node with keys of it that most others have forgotten: it can neither own it nor give it back. */
    PEER_FORGOTTEN(""),

    /** Forward to the importer that holds keys: all marks in order first, the owner's first of all. */
    SOURCE_REPOINTED(""),
    TARGET_TOLD(""),
    TARGET_REPOINTED(""),
    BYSTANDER_CLEARED(""),
    FORWARD(""),
    FORWARD_AS_PLANNED(""),
    /** Valkey: a dead former primary that imported the slot would wake up to a claim of its own. */
    DEAD_AWAITED(""),
    FORWARD_PAST_DEAD("former-primary-dead"),
    TARGET_OLDER(""),

    /** A node has forgotten another one that this is about, or was reset: a server knows no way but gossip or MEET. */
    STRANGERS_MEET(""),
    STRANGER_AWAITED(""),

    /** An import mark that names somebody else than the owner, see {@link Strays}: first of all it goes, or comes to name the owner, or its node's keys come home. */
    STRAY_CLEARED(""),
    STRAY_REPOINTED(""),
    STRAY_GATHERED(""),
    /** The same while the owner migrates it: the keys come to its target. */
    THIRD_GATHERED(""),

    /** Back to the owner: nobody else holds keys. */
    BACK(""),
    MARK_CLEARED(""),
    OWNER_CLEARED(""),
    OBSERVER_TOLD(""),
    GATHERED(""),
    OWNER_OLDER(""),
    REPLICA_CLEARED(""),
    /** The same on Redis, where a primary's SETSLOT does not reach its replicas. */
    REPLICA_KEEPS_MARK(""),
    REPLICA_LAGS(""),
    REPLICA_OUTVOTED("");

    private final String consent;

    Row(String consent) {
        this.consent = consent;
    }

    /** Code of the finding to consent to; empty if this is done without asking. */
    public String consent() {
        return consent;
    }
}
