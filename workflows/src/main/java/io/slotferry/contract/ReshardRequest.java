package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON object that starts a {@code Reshard}. Everything but the cluster and the intent (either {@code to} with {@code slots} or {@code slotCount}, or {@code moves}) is optional.
 *
 * @param cluster a name from the worker's configuration, or {@code host:port[,host:port...]}
 * @param to the node that shall own the slots
 * @param slots which slots, for example {@code "0-1023,5000"}; not together with slotCount
 * @param slotCount how many slots, 1 to 16384; taken evenly from the sources
 * @param from the nodes that give slotCount slots; default every other primary
 * @param moves a list of moves, as a plan prints them; not together with to
 * @param engine {@code keywise}: MIGRATE key by key; {@code atomic}: the servers move whole slots themselves, which takes Valkey 9.0 or newer on both ends; {@code auto} (default) is keywise in this release
 * @param approval wait for {@code approve} after planning; default false
 * @param adopt take over open slots that another tool left; default false
 * @param dryRun report what would be done and change nothing; default false
 * @param pace how hard to push
 * @param bigKeys what to do with big keys
 * @param requestedBy who asks, for the audit trail
 * @param reason why, for the audit trail
 * @param problems what was wrong with the JSON this was read from; never written
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReshardRequest(
        @Nullable String cluster,
        @Nullable String to,
        @Nullable String slots,
        @Nullable Long slotCount,
        @Nullable List<String> from,
        @Nullable List<MoveRequest> moves,
        @Nullable String engine,
        @Nullable Boolean approval,
        @Nullable Boolean adopt,
        @Nullable Boolean dryRun,
        @Nullable PaceLimits pace,
        @Nullable BigKeys bigKeys,
        @Nullable String requestedBy,
        @Nullable String reason,
        @JsonIgnore List<String> problems) {

    /** A dry run whose workflow id is this and another one looks at the cluster as a run of that other id would: slots which that one left open are its own. */
    public static final String PLAN_PREFIX = "plan-";

    /** Longest text of any one field, in characters. */
    static final int TEXT_MAX = 10_000;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ReshardRequest fromJson(@Nullable JsonNode node) {
        RequestFields fields = RequestFields.of(node);
        return new ReshardRequest(
                fields.text("cluster"),
                fields.text("to"),
                fields.text("slots"),
                fields.number("slotCount"),
                fields.texts("from"),
                fields.objects("moves", MoveRequest::read),
                fields.text("engine"),
                fields.flag("approval"),
                fields.flag("adopt"),
                fields.flag("dryRun"),
                fields.object("pace", PaceLimits::read),
                fields.object("bigKeys", BigKeys::read),
                fields.text("requestedBy"),
                fields.text("reason"),
                fields.problems());
    }

    /** A request with the intent "these slots, or so many, to that node". */
    public static ReshardRequest to(String cluster, String to, @Nullable String slots, @Nullable Long slotCount) {
        return new ReshardRequest(
                cluster, to, slots, slotCount, null, null, null, null, null, null, null, null, null, null, List.of());
    }

    public boolean dryRuns() {
        return Boolean.TRUE.equals(dryRun);
    }

    public boolean adopts() {
        return Boolean.TRUE.equals(adopt);
    }

    /** Whether the servers are to move the slots themselves. */
    public boolean wantsAtomic() {
        return "atomic".equals(engine);
    }

    public boolean wantsApproval() {
        return Boolean.TRUE.equals(approval);
    }

    /** Everything wrong with the request that can be seen without the cluster, one sentence each; empty if it is fine. */
    public List<String> check() {
        List<String> wrong = new ArrayList<>(problems);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        PlainName.cluster(wrong, cluster);
        checkIntent(wrong);
        if (engine != null && !List.of("auto", "keywise", "atomic").contains(engine)) {
            wrong.add("\"engine\" is \"" + RequestFields.shorten(engine) + "\", but must be auto, keywise or atomic");
        }
        if (!paceUnfit(pace).isEmpty()) {
            wrong.add(paceUnfit(pace) + "; leave one of them out");
        }
        if (pace != null) {
            wrong.addAll(pace.check());
        }
        if (bigKeys != null) {
            wrong.addAll(bigKeys.check());
        }
        return wrong;
    }

    /** Why such a pace does not go with this request's engine, one sentence; empty if it does. */
    public String paceUnfit(@Nullable PaceLimits asked) {
        boolean paced = asked != null && asked.keysPerSecond() != null && asked.keysPerSecond() > 0;
        return wantsAtomic() && paced
                ? "\"pace.keysPerSecond\" goes with engine keywise: an atomic move goes as fast as the servers do"
                : "";
    }

    private void checkIntent(List<String> wrong) {
        if (moves != null) {
            if (to != null || slots != null || slotCount != null || from != null) {
                wrong.add("\"moves\" stands alone; leave out to, slots, slotCount and from");
            }
            if (moves.isEmpty()) {
                wrong.add("\"moves\" is empty; give at least one move");
            }
            for (int i = 0; i < moves.size(); i++) {
                checkMove(wrong, "moves[" + i + "].", moves.get(i));
            }
            return;
        }
        if (to == null || to.isBlank()) {
            wrong.add("\"to\" is missing; give the node that shall own the slots, as host:port or node id");
        }
        PlainName.node(wrong, "to", to);
        if (from != null && from.isEmpty()) {
            wrong.add(
                    "\"from\" is empty; name the nodes that shall give slots, or leave it out for every other primary");
        }
        (from == null ? List.<String>of() : from).forEach(node -> PlainName.node(wrong, "from", node));
        if (slots != null && slotCount != null) {
            wrong.add("\"slots\" and \"slotCount\" exclude each other; give one of them");
        } else if (slots == null && slotCount == null) {
            wrong.add("\"slots\" or \"slotCount\" is missing; say which slots or how many");
        }
        if (slots != null) {
            checkSlots(wrong, "slots", slots);
        }
        if (slotCount != null && (slotCount < 1 || slotCount > SlotRange.SLOT_COUNT)) {
            wrong.add("\"slotCount\" is " + slotCount + ", but must be from 1 to 16384");
        }
        if (from != null && slots != null) {
            wrong.add("\"from\" goes with slotCount; with \"slots\" their present owners give them");
        }
    }

    private static void checkMove(List<String> wrong, String path, MoveRequest move) {
        if (move.slots() == null) {
            wrong.add("\"" + path + "slots\" is missing");
        } else {
            checkSlots(wrong, path + "slots", move.slots());
        }
        if (move.to() == null || move.to().isBlank()) {
            wrong.add("\"" + path + "to\" is missing; give a node as host:port or node id");
        }
        PlainName.node(wrong, path + "to", move.to());
        PlainName.node(wrong, path + "from", move.from());
    }

    private static void checkSlots(List<String> wrong, String path, String text) {
        try {
            if (text.length() > 20 * TEXT_MAX || SlotSet.parse(text).isEmpty()) {
                wrong.add("\"" + path + "\" names no slots; write for example 0-1023,5000");
            }
        } catch (IllegalArgumentException e) {
            wrong.add("\"" + path + "\": " + e.getMessage());
        }
    }
}
