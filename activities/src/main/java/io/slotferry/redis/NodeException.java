package io.slotferry.redis;

/** A node could not be reached or did not answer in time. The message is one sentence that names it and holds no secret. */
final class NodeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NodeException(String sentence) {
        super(sentence);
    }
}
