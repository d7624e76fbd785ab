package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the target's online replicas have received everything the target holds now (I12). WAIT does not see what the source wrote over its own connection, and a primary hears of its replicas' offsets only once a second, so the replicas are asked themselves.
 */
final class ReplicaBarrier {

    /** A target found without replicas is asked again after this, in nanoseconds: one may come back. */
    private static final long ALONE_NANOS = 250_000_000L;

    private static final long PASS_MS = 2_000;

    /** Nobody asks in less than this, in milliseconds: a look that runs out of time is no answer, and ends a drain. */
    private static final long LOOK_MS = 5;

    /** Replicas have what they are asked for within some tenths of a millisecond: so often they are asked without a pause, of this many nanoseconds. */
    private static final int QUICK_LOOKS = 20;

    private static final long QUICK_NANOS = 50_000;

    private static final List<Request> REPLICATION = List.of(Request.of("INFO", "replication"));

    private final Session session;
    private final String nodeId;
    private long aloneUntil = System.nanoTime();
    private @Nullable Set<String> online;
    private boolean joined;
    private boolean alone;
    private long wanted;
    private @Nullable Look look;

    /** Replicas of which the target did not know yet that they have what was wanted last: the first to be asked next time. */
    private final Set<String> behind = new LinkedHashSet<>();

    ReplicaBarrier(Session session, String nodeId) {
        this.session = session;
        this.nodeId = nodeId;
    }

    /** Whether a replica has come online since this was last asked. */
    boolean replicaJoined() {
        boolean was = joined;
        joined = false;
        return was;
    }

    /** Asks, without waiting, for what the target holds now: clients write on, and replicas never have all of that. The answer is {@link #passed}. */
    void ask() {
        wanted = 0;
        if (!mayBeTaken()) {
            send();
        }
    }

    boolean isAsking() {
        return look != null;
    }

    /** Waits until they have what was asked for. False if they have not got it in time. */
    boolean passed(BooleanSupplier stopped) {
        StepClock clock = new StepClock(PASS_MS);
        for (int looks = 0; !stopped.getAsBoolean() && !clock.isShortOf(LOOK_MS); looks++) {
            if (caughtUp(clock)) {
                return true;
            }
            if (looks < QUICK_LOOKS) {
                LockSupport.parkNanos(QUICK_NANOS);
            } else {
                Meter.pause(1);
            }
        }
        return false;
    }

    /** Whether there was no replica at all, of whatever state, when this was last asked. */
    boolean alone() {
        return alone;
    }

    /** What a target with replicas, which does not answer any more, may have taken alone (I12). */
    Optional<Finding> exposed(SlotSet slots) {
        if (slots.isEmpty() || alone) {
            return Optional.empty();
        }
        String target = session.endpoint(nodeId) + " (" + Session.shortId(nodeId) + ")";
        return Optional.of(Finding.of(
                "may-be-lost",
                Finding.Severity.WARNING,
                slots,
                List.of(target),
                "the connections were lost while " + target + " took keys of " + slots.named(5)
                        + "; if it died then, its heir may lack those that no replica had received yet",
                "if it comes back as a replica it drops them: compare the keys of these slots with what the"
                        + " application expects"));
    }

    boolean caughtUp(StepClock clock) {
        if (look == null) {
            if (mayBeTaken()) {
                return true;
            }
            send();
        }
        Look asked = look;
        look = null;
        Map<String, String> primary = replication(asked.target, asked.pending, clock);
        Offsets offsets = asked.offsets;
        if (wanted == 0) {
            wanted = Long.parseLong(primary.getOrDefault("master_repl_offset", "0"));
        }
        int replicas = Integer.parseInt(primary.getOrDefault("connected_slaves", "0"));
        if (hasLostAll(learn(primary, replicas))) {
            return false;
        }
        alone = replicas == 0;
        aloneUntil = alone ? System.nanoTime() + ALONE_NANOS : 0;
        behind.clear();
        boolean all = true;
        for (int i = 0; i < replicas; i++) {
            Map<String, String> replica = fields(primary.getOrDefault("slave" + i, ""));
            if ("online".equals(replica.get("state")) && Long.parseLong(replica.getOrDefault("offset", "0")) < wanted) {
                List<String> ids = ids(replica);
                behind.addAll(ids);
                all &= !ids.isEmpty() && ids.stream().allMatch(id -> offsets.of(id, clock) >= wanted);
            }
        }
        return all;
    }

    /** One without replicas is asked again only now and then. */
    private boolean mayBeTaken() {
        return System.nanoTime() < aloneUntil;
    }

    /** All at once, because the source waits; a replica that was not asked last time is asked on its own. */
    private void send() {
        NodeLink target = session.look(nodeId).link();
        NodeLink.Pending pending = target.send(REPLICATION);
        Offsets offsets = new Offsets(session);
        behind.forEach(offsets::ask);
        look = new Look(target, pending, offsets);
    }

    private record Look(NodeLink target, NodeLink.Pending pending, Offsets offsets) {}

    private Set<String> learn(Map<String, String> primary, int replicas) {
        Set<String> now = new HashSet<>();
        for (int i = 0; i < replicas; i++) {
            Map<String, String> replica = fields(primary.getOrDefault("slave" + i, ""));
            if ("online".equals(replica.get("state"))) {
                now.add(replica.get("ip") + ":" + replica.get("port"));
            }
        }
        joined |= online != null && !online.containsAll(now);
        online = now;
        return now;
    }

    /** None is online, and the cluster has not declared all of them failed: one that was online lately, or has lost its primary not long ago, may still be promoted, without what the target takes now. */
    private boolean hasLostAll(Set<String> now) {
        if (!now.isEmpty()) {
            session.mates().backed(nodeId, true);
            return false;
        }
        List<String> left = NodeProbe.view(session.look(nodeId).link()).nodes().stream()
                .filter(node -> nodeId.equals(node.primaryId()) && !node.has(NodeFlag.FAIL))
                .map(Node::id)
                .toList();
        boolean backed = !left.isEmpty() && session.mates().wasBacked(nodeId);
        session.mates().backed(nodeId, backed);
        return backed || left.stream().anyMatch(replica -> Promotable.is(session, replica));
    }

    /** A replica may show itself to its primary under another address or port than to the cluster (NAT, TLS): then all that the cluster knows have to have it. */
    private List<String> ids(Map<String, String> replica) {
        try {
            String id = session.addresses().idAt(Endpoint.parse(replica.get("ip") + ":" + replica.get("port")));
            return id.isEmpty() ? session.addresses().replicasOf(nodeId) : List.of(id);
        } catch (NodeException | IllegalArgumentException e) {
            return List.of();
        }
    }

    /** What replicas say of themselves. One that cannot be asked has nothing: it counts by what its primary heard of it. */
    private record Offsets(Session session, Map<String, NodeLink.Pending> asked) {

        Offsets(Session session) {
            this(session, new HashMap<>());
        }

        /** At the same time as the target, if that waits for no handshake: a replica that hangs must not keep its answer away. */
        void ask(String id) {
            NodeLink link = session.connected(id);
            if (link != null) {
                send(id, link);
            }
        }

        private void send(String id, NodeLink link) {
            try {
                asked.put(id, link.send(REPLICATION));
            } catch (NodeException e) {
                asked.remove(id);
            }
        }

        long of(String id, StepClock clock) {
            try {
                NodeLink link = session.look(id).link();
                if (!asked.containsKey(id)) {
                    send(id, link);
                }
                NodeLink.Pending answer = asked.get(id);
                return answer == null
                        ? -1
                        : Long.parseLong(replication(link, answer, clock).getOrDefault("slave_repl_offset", "0"));
            } catch (NodeException e) {
                return -1;
            }
        }
    }

    private static Map<String, String> replication(NodeLink link, NodeLink.Pending asked, StepClock clock) {
        Reply info = asked.replies(Math.min(1_000, clock.leftMs())).get(0);
        if (info.failed()) {
            throw Refusal.of(link.endpoint(), link.user(), "INFO", info.text());
        }
        return NodeFacts.info(info.text());
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : line.split(",")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        return fields;
    }
}
