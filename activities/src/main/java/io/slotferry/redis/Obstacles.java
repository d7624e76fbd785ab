package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import io.slotferry.workflow.Obstacle;
import java.util.ArrayList;
import java.util.List;

/** Slots that one drain has set aside, and why. */
final class Obstacles {

    private final List<Obstacle> all = new ArrayList<>();
    private SlotSet held = SlotSet.EMPTY;

    /** Slots that this drain does not touch any more. */
    SlotSet held() {
        return held;
    }

    List<Obstacle> all() {
        return all;
    }

    /** Whether nothing but time is needed. */
    boolean onlyWaits() {
        return !all.isEmpty() && all.stream().allMatch(obstacle -> obstacle.kind() == Obstacle.Kind.WAIT);
    }

    /** What MIGRATE answered for these slots. */
    void hold(SlotSet slots, MigrateReply reply, String text) {
        switch (reply) {
            case BUSY_KEY ->
                add(
                        slots,
                        Obstacle.Kind.CONFLICT,
                        "keys of slot " + slots.shortText(3) + " have different values on source and target",
                        "see the findings named conflicting-key; both copies are kept");
            case REFUSED ->
                add(
                        slots,
                        MigrateReply.refusesAll(text) ? Obstacle.Kind.PARK_LANE : Obstacle.Kind.PARK,
                        "slot " + slots.shortText(3) + ": the server refuses to move its keys: " + text,
                        "mend what the server names, then send retryParked or start the move again");
            default ->
                waits(
                        slots,
                        "slot " + slots.shortText(3) + " waits: " + text,
                        "it is tried again by itself once the server lets it");
        }
    }

    void waits(SlotSet slots, String reason, String next) {
        add(slots, Obstacle.Kind.WAIT, reason, next);
    }

    void add(SlotSet slots, Obstacle.Kind kind, String reason, String next) {
        held = held.plus(slots);
        all.add(new Obstacle(slots, kind, reason, next));
    }
}
