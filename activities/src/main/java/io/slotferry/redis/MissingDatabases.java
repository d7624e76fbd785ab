package io.slotferry.redis;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Databases that hold keys on one node and do not exist on the other. No waiting helps, so their slots are set aside whole: with database 0 moved and the others not, neither node would have all of a slot for ever. */
final class MissingDatabases {

    private static final long TIMEOUT_MS = 2_000;

    private final Session session;
    private final String from;
    private final String to;

    /** Highest first: what is raised for these is enough for the others. */
    private final List<Integer> missing;

    /**
     * Asks nothing where only database 0 holds keys.
     *
     * @param databases that hold keys on the source
     */
    MissingDatabases(Session session, String from, String to, List<Integer> databases) {
        this.session = session;
        this.from = from;
        this.to = to;
        this.missing = databases.stream()
                .filter(database -> database != 0 && lacks(database))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Those that the target has, of the ones that hold keys. */
    List<Integer> without(List<Integer> databases) {
        return databases.stream()
                .filter(database -> !missing.contains(database))
                .toList();
    }

    /** Which of these slots hold keys that the target has no database for, and what to do. */
    List<ParkedSlots> among(SlotSet slots) {
        List<ParkedSlots> parked = new ArrayList<>();
        SlotSet rest = slots;
        for (int database : missing) {
            SlotSet holding = holding(session.look(from, database).link(), rest);
            if (!holding.isEmpty()) {
                rest = rest.minus(holding);
                parked.add(parked(holding, database));
            }
        }
        return parked;
    }

    static SlotSet slots(List<ParkedSlots> parked) {
        return parked.stream().map(ParkedSlots::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    private boolean lacks(int database) {
        try {
            session.look(to, database);
            return false;
        } catch (NodeException e) {
            if (e.lacksDatabase()) {
                return true;
            }
            throw e;
        }
    }

    private static SlotSet holding(NodeLink link, SlotSet slots) {
        long[] counts = KeyCounts.of(link, slots, TIMEOUT_MS);
        int[] order = slots.stream().toArray();
        List<Integer> holding = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            if (counts[i] > 0) {
                holding.add(order[i]);
            }
        }
        return SlotSet.of(holding);
    }

    private ParkedSlots parked(SlotSet slots, int database) {
        String target = session.endpoint(to).toString();
        // Empty where CONFIG GET is refused.
        String has = NodeFacts.config(session.look(to).link(), "cluster-databases");
        return new ParkedSlots(
                slots,
                slots.named(3) + (slots.count() == 1 ? " has" : " have") + " keys in database " + database + " of "
                        + session.endpoint(from) + ", and " + target + " has "
                        + (has.matches("\\d{1,9}")
                                ? "only " + Sentence.count(Long.parseLong(has), "database")
                                : "fewer databases")
                        + " (cluster-databases)",
                "raise cluster-databases above " + database + " in the configuration of " + target
                        + ", restart it, then start it again (or send retryParked, while a reshard runs)");
    }
}
