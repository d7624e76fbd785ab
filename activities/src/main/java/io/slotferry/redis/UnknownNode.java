package io.slotferry.redis;

/** No node that answers knows it: it was reset, and has another id since, or everybody was told to forget it. It does not come back as what it was. */
final class UnknownNode extends NodeException {

    private static final long serialVersionUID = 1L;

    UnknownNode(String nodeId) {
        super("node " + Session.shortId(nodeId) + " is not known to the cluster any more");
    }
}
