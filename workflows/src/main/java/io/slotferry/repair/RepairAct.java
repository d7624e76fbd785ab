package io.slotferry.repair;

/**
 * One act on one slot; the same act on many slots is one batch.
 *
 * @param kind what to do
 * @param node on which node, or from which
 * @param peer the other end; empty where there is none
 */
public record RepairAct(Kind kind, String node, String peer) {

    /** In the order in which a round of repair does them: owners first, because a cluster that is down moves no keys. */
    public enum Kind {
        /** CLUSTER MEET on the node, which does not know the peer. */
        MEET,
        /** CLUSTER BUMPEPOCH on the node: its claims win. Never while another claimant holds keys. */
        RAISE_EPOCH,
        /** CLUSTER FAILOVER TAKEOVER on the node, a replica of the dead owner. */
        FAILOVER,
        /** The node claims the slot that nobody owns. */
        TAKE,
        /** CLUSTER DELSLOTS on the node, which keeps its keys; the peer keeps the slot. */
        LET_GO,
        /** CLUSTER SETSLOT NODE peer on the node, which names another owner. */
        TELL,
        /** CLUSTER SETSLOT MIGRATING peer on the node, the owner. */
        MARK_MIGRATING,
        /** CLUSTER SETSLOT IMPORTING peer on the node. */
        MARK_IMPORTING,
        /** CLUSTER SETSLOT STABLE on the node: it holds no key of the slot, or it owns it and no keys are elsewhere. */
        CLEAR,
        /** STABLE on the peer, which imports and holds nothing, then on the node, the owner. */
        BACK,
        /** Move the rest of the slot from the node, the owner, to the peer, and make the peer its owner. */
        FORWARD,
        /** Move stranded keys from the node home to the peer, the owner, which stays the owner. */
        GATHER,
        /** Move a whole slot from the node, the owner now, back to the peer, where it came from. */
        RETURN
    }

    static RepairAct of(Kind kind, String node, String peer) {
        return new RepairAct(kind, node, peer);
    }

    static RepairAct on(Kind kind, String node) {
        return new RepairAct(kind, node, "");
    }

    /** Whether the node or its peer owns more or fewer slots afterwards. */
    boolean changesClaims() {
        return switch (kind) {
            case FAILOVER, TAKE, LET_GO, TELL, FORWARD, RETURN -> true;
            case MEET, RAISE_EPOCH, MARK_MIGRATING, MARK_IMPORTING, CLEAR, BACK, GATHER -> false;
        };
    }

    /** Whether the node refuses it unless it knows the peer. */
    boolean namesPeer() {
        return switch (kind) {
            case TELL, MARK_MIGRATING, MARK_IMPORTING, FORWARD, GATHER, RETURN -> true;
            case MEET, RAISE_EPOCH, FAILOVER, TAKE, LET_GO, CLEAR, BACK -> false;
        };
    }

    /** Whether the peer has to know the node as well. */
    boolean namesBoth() {
        return kind == Kind.FORWARD || kind == Kind.RETURN;
    }

    /** Whether keys travel. */
    public boolean movesKeys() {
        return kind == Kind.FORWARD || kind == Kind.GATHER || kind == Kind.RETURN;
    }
}
