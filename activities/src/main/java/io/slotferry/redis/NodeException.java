package io.slotferry.redis;

import io.slotferry.topology.MissingRight;
import org.jspecify.annotations.Nullable;

/** A node could not be reached or did not answer in time. The message is one sentence that names it and holds no secret. */
class NodeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable MissingRight right;
    private final boolean lacksDatabase;

    NodeException(String sentence) {
        this(sentence, false);
    }

    /** @param lacksDatabase whether it has too few databases, which only its operator can mend */
    NodeException(String sentence, boolean lacksDatabase) {
        super(sentence);
        this.right = null;
        this.lacksDatabase = lacksDatabase;
    }

    /** It answers, but not to the configured user. */
    NodeException(Endpoint endpoint, MissingRight right) {
        super("User " + right.user() + " lacks " + right.grant() + " on " + endpoint + "; run there: ACL SETUSER "
                + right.user() + " " + right.grant());
        this.right = right;
        this.lacksDatabase = false;
    }

    boolean lacksDatabase() {
        return lacksDatabase;
    }

    /** The right that would have made it answer; null where that is not the reason. */
    @Nullable
    MissingRight right() {
        return right;
    }

    /** What a person does where no further try helps; empty where one may. */
    String remedy() {
        return right == null ? "" : Refusal.GRANT;
    }
}
