package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of CLUSTER GETSLOTMIGRATIONS. A server keeps the last 1000 in memory and forgets them when it restarts: whether slots were moved is asked of the map, never of this.
 *
 * @param export whether the node that tells is the source
 * @param target node id
 * @param state as the server names it, in small letters
 * @param message why it failed; empty otherwise
 */
record NativeJob(String name, boolean export, SlotSet slots, String target, String state, String message) {

    /** How {@link #describe} begins at the target. */
    static final String IMPORT = "IMPORT";

    private static final List<String> ENDED = List.of("success", "failed", "cancelled", "canceled");

    /** Newest first, as the server lists them; empty if it knows none, or no such command. */
    static List<NativeJob> of(Reply reply) {
        List<NativeJob> jobs = new ArrayList<>();
        for (Object job : reply.list()) {
            Map<String, Object> fields = Reply.fields(job);
            jobs.add(new NativeJob(
                    text(fields.get("name")),
                    text(fields.get("operation")).equalsIgnoreCase("EXPORT"),
                    SlotSet.parse(text(fields.get("slot_ranges"))),
                    text(fields.get("target_node")),
                    text(fields.get("state")).toLowerCase(Locale.ROOT),
                    text(fields.get("message"))));
        }
        return jobs;
    }

    boolean ended() {
        return ENDED.contains(state);
    }

    boolean failed() {
        return ended() && !state.equals("success");
    }

    /** The source has stopped its writes, or has given the slots away: whoever cancels now learns nothing. */
    boolean handsOver() {
        return state.startsWith("failover");
    }

    String describe() {
        return (export ? "EXPORT" : IMPORT) + " " + slots + " " + state;
    }

    /** The slots of what {@link #describe} said. */
    static SlotSet slotsOf(String described) {
        return SlotSet.parse(described.split(" ", -1)[1]);
    }

    private static String text(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(NativeJob::text)
                    .reduce((a, b) -> a + " " + b)
                    .orElse("");
        }
        return new Reply(value, null).text();
    }
}
