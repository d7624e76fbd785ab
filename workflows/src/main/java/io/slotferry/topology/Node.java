package io.slotferry.topology;

import io.slotferry.contract.SlotSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of one node's CLUSTER NODES.
 *
 * @param id 40 hex characters
 * @param host address as printed; may be empty or an unknown-endpoint mark
 * @param port client port; 0 if unknown
 * @param busPort port of the cluster bus
 * @param hostname announced hostname, null if none
 * @param primary whether the node is a primary; false for replicas and for nodes whose role is not known yet
 * @param myself whether the answering node speaks of itself
 * @param primaryId for a replica the id of its primary, empty if it has lost it; for other nodes null
 * @param configEpoch the epoch with which it claims its slots
 * @param linkUp state of the answering node's link to it
 * @param slots slots it owns in this view
 * @param marks open slots; only in the own line
 */
public record Node(
        String id,
        String host,
        int port,
        int busPort,
        @Nullable String hostname,
        boolean primary,
        boolean myself,
        @Nullable String primaryId,
        long configEpoch,
        boolean linkUp,
        List<NodeFlag> flags,
        SlotSet slots,
        List<OpenMark> marks) {

    public Node {
        flags = List.copyOf(flags);
        marks = List.copyOf(marks);
    }

    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** What any other node is told to meet it; with the bus port, which need not be 10000 above the client port. */
    public String meet() {
        return "CLUSTER MEET " + host + " " + port + " " + busPort;
    }

    public boolean replica() {
        return primaryId != null;
    }

    /** Declared failed, or nobody can reach it any more: a server drops the address of a node when another id answers there, because it was reset or has lost its nodes.conf. It never declares that one failed, and never fails over from it. */
    public boolean gone() {
        return has(NodeFlag.FAIL) || has(NodeFlag.NOADDR);
    }

    public boolean has(NodeFlag flag) {
        return flags.contains(flag);
    }

    /** Slots it shows as being imported; only in the own line. */
    public SlotSet importing() {
        return SlotSet.of(marks.stream()
                .filter(mark -> mark.direction() == OpenMark.Direction.IMPORTING)
                .map(OpenMark::slot)
                .toList());
    }

    /** The id short enough for a sentence. */
    public String shortId() {
        return id.length() <= 8 ? id : id.substring(0, 8);
    }

    /** {@code host:port (id prefix)}: how reports name a node; a server forgets the address of one whose place another id has taken. */
    public String label() {
        return (host.isEmpty() && port == 0 ? "a node without an address" : address()) + " (" + shortId() + ")";
    }
}
