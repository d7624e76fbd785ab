package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import io.slotferry.workflow.DrainRequest;
import io.slotferry.workflow.Obstacle;

/** What a refusal means to a drain depends on how long the slots have been tried: some pass within seconds or never. */
final class Patience implements Hold {

    /** So patient are drains that have tried for about 7 s. */
    private static final long LONG_MS = 8_000;

    private final DrainRequest request;
    private final Obstacles obstacles;
    private final SlotView seen;

    Patience(DrainRequest request, Obstacles obstacles, SlotView seen) {
        this.request = request;
        this.obstacles = obstacles;
        this.seen = seen;
    }

    static boolean isOver(DrainRequest request) {
        return request.patienceMs() >= LONG_MS;
    }

    @Override
    public void hold(SlotSet slots, MigrateReply reply, String text) {
        boolean watched = request.patienceMs() != DrainRequest.UNWATCHED;
        SlotSet nobodys = reply == MigrateReply.WAIT && MigrateReply.clusterDown(text) && isOver(request)
                ? seen.ownedByNobody()
                : SlotSet.EMPTY;
        if (!nobodys.isEmpty()) {
            // It stays down: the run would wait for a repair that it keeps from the cluster.
            obstacles.add(
                    slots,
                    Obstacle.Kind.PARK_LANE,
                    "the cluster is down: nobody owns " + nobodys.named(3),
                    Obstacle.UNCOVERED_NEXT);
        } else if (MigrateReply.loginFailed(text) && watched && !isOver(request)) {
            // Passwords are rotated on the nodes and in the worker's files one after the other.
            obstacles.waits(slots, text, "it is tried again with what the worker's configuration gives then");
        } else {
            obstacles.hold(slots, reply, text);
        }
    }
}
