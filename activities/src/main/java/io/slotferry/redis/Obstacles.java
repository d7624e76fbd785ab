package io.slotferry.redis;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import io.slotferry.workflow.Obstacle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Slots that one drain has set aside, and why. What many slots have in common is one obstacle: each is a step of its own for the workflow, and a row of the report. */
final class Obstacles {

    /** Slots named in a sentence. */
    private static final int NAMED_MAX = 3;

    private final Map<Why, SlotSet> all = new LinkedHashMap<>();
    private SlotSet held = SlotSet.EMPTY;

    /**
     * @param before the slots in the sentence; null if it does not name them
     * @param after them
     */
    private record Why(Obstacle.Kind kind, @Nullable String before, String after, String next) {

        String sentence(SlotSet slots) {
            return before == null ? after : before + slots.named(NAMED_MAX) + after;
        }
    }

    /** Slots that this drain does not touch any more. */
    SlotSet held() {
        return held;
    }

    List<Obstacle> all() {
        List<Obstacle> obstacles = new ArrayList<>();
        all.forEach((why, slots) -> obstacles.add(new Obstacle(slots, why.kind, why.sentence(slots), why.next)));
        return obstacles;
    }

    /** Whether nothing but time is needed. */
    boolean onlyWaits() {
        return !all.isEmpty() && all.keySet().stream().allMatch(why -> why.kind == Obstacle.Kind.WAIT);
    }

    /** What MIGRATE answered for these slots. */
    void hold(SlotSet slots, MigrateReply reply, String text) {
        add(
                slots,
                switch (reply) {
                    case BUSY_KEY ->
                        new Why(
                                Obstacle.Kind.CONFLICT,
                                "keys of ",
                                " have different values on source and target",
                                "see the findings named conflicting-key; both copies are kept");
                    case REFUSED ->
                        new Why(
                                refusesAll(text) ? Obstacle.Kind.PARK_LANE : Obstacle.Kind.PARK,
                                "",
                                ": the server refuses to move the keys: " + text,
                                "mend what the server names, then start it again (or send retryParked, while a reshard runs)");
                    default ->
                        new Why(
                                Obstacle.Kind.WAIT,
                                "",
                                " cannot go on yet: " + text,
                                "it is tried again by itself once the server lets it");
                });
    }

    /** What names one key is about that key, whatever its name says. */
    private static boolean refusesAll(String text) {
        return !text.startsWith(Unknowns.KEY) && MigrateReply.refusesAll(text);
    }

    /** Slots for which no step is safe. */
    void blocked(SlotSet slots, boolean passes, String reason) {
        Obstacle.Kind kind = passes ? Obstacle.Kind.WAIT : Obstacle.Kind.PARK;
        String next = "run ./slotferry diagnose; repair the slot, then start the move again";
        add(slots, new Why(kind, "", ": " + reason, next));
    }

    /** Slots that no waiting frees. */
    void park(ParkedSlots parked) {
        add(parked.slots(), Obstacle.Kind.PARK, parked.reason(), parked.next());
    }

    void waits(SlotSet slots, String reason, String next) {
        add(slots, Obstacle.Kind.WAIT, reason, next);
    }

    void add(SlotSet slots, Obstacle.Kind kind, String reason, String next) {
        add(slots, new Why(kind, null, reason, next));
    }

    private void add(SlotSet slots, Why why) {
        held = held.plus(slots);
        all.merge(why, slots, SlotSet::plus);
    }
}
