package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.redis.KeyLists.Listed;
import io.slotferry.slotmove.MigrateReply;
import java.util.List;

/** Lists the keys of a window of slots and sends them in batches, of which each blocks the source for as long as it takes. */
final class KeyBatches {

    /** Slots listed in one pipeline: some tenths of a millisecond of the source's time. */
    static final int WINDOW_SLOTS = 16;

    private final Exposure exposure = new Exposure();
    private final Way way;
    private final KeyLists lists;
    private boolean begun;

    KeyBatches(Way way) {
        this.way = way;
        this.lists = new KeyLists(way.source(), way.busy(), way.unknowns());
    }

    /** What a target that is lost now may have taken alone (I12). */
    SlotSet ahead() {
        return exposure.slots();
    }

    /**
     * Moves what these slots hold, as far as one listing of each shows it.
     *
     * @return slots that may hold more: those with longer lists, or all of them where the caller should look again before it goes on
     */
    SlotSet move(Pass pass) {
        SlotSet due = pass.due();
        Flight flight = new Flight(way, exposure, pass);
        // Another drain may have left keys that no replica has yet.
        begun = begun || flight.replicasHaveAll();
        if (!begun) {
            return due;
        }
        SlotSet left = due;
        SlotSet unlisted = due;
        SlotSet window = due.lowest(WINDOW_SLOTS);
        KeyLists.Asked next = lists.ask(window, flight.batchKeys());
        while (!window.isEmpty()) {
            KeyLists.Asked asked = next;
            left = left.minus(window);
            unlisted = unlisted.minus(window);
            window = unlisted.lowest(WINDOW_SLOTS);
            // Its answer is here before it is needed: the source carries out one MIGRATE after the other.
            next = lists.ask(window, flight.batchKeys());
            // Where the windows before it were nearly empty it still waits behind MIGRATEs, of a big key for seconds.
            KeyLists.Answer answer = lists.read(asked, flight.answerMs());
            if (answer.refusal() != null) {
                // What is under way is not in doubt for it.
                flight.landAll();
                throw answer.refusal();
            }
            left = left.plus(answer.longer());
            for (Listed entry : answer.listed()) {
                List<byte[]> keys = way.unknowns().free(entry.keys());
                if (keys.isEmpty()) {
                    pass.hold()
                            .hold(
                                    SlotSet.of(entry.slot()),
                                    MigrateReply.REFUSED,
                                    way.unknowns().why(entry.slot()));
                }
                for (int first = 0; first < keys.size(); ) {
                    int end = Math.min(keys.size(), first + way.unknowns().batchKeys(entry.slot(), flight.batchKeys()));
                    if (!flight.next(new Listed(entry.slot(), keys.subList(first, end)))) {
                        flight.landAll();
                        return due;
                    }
                    first = end;
                }
            }
        }
        return flight.landAll() ? left : due;
    }
}
