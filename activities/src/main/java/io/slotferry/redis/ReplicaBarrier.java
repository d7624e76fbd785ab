package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.NodeFlag;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the target's online replicas have received everything the target holds now (I12). WAIT does not see what the source wrote over its own connection, and a primary hears of its replicas' offsets only once a second, so the replicas are asked themselves.
 */
final class ReplicaBarrier {

    /** A target found without replicas is asked again after this, in nanoseconds: one may come back. */
    private static final long ALONE_NANOS = 250_000_000L;

    private static final long PASS_MS = 2_000;

    private final Session session;
    private final String nodeId;
    private long aloneUntil = System.nanoTime();
    private @Nullable Set<String> online;
    private boolean joined;
    private boolean alone;
    private long wanted;

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

    /** Waits until they have what the target holds now: clients write on, and replicas never have all of that. False if they have not got it in time. */
    boolean passed(BooleanSupplier stopped) {
        CrashPoint.BEFORE_REPLICA_BARRIER.reach();
        StepClock clock = new StepClock(PASS_MS);
        wanted = 0;
        while (!stopped.getAsBoolean() && !clock.over()) {
            if (caughtUp(clock)) {
                return true;
            }
            Meter.pause(1);
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
        String target = String.valueOf(session.endpoint(nodeId));
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
        if (System.nanoTime() < aloneUntil) {
            return true;
        }
        Map<String, String> primary = replication(session.look(nodeId).link(), clock);
        if (wanted == 0) {
            wanted = Long.parseLong(primary.getOrDefault("master_repl_offset", "0"));
        }
        long offset = wanted;
        int replicas = Integer.parseInt(primary.getOrDefault("connected_slaves", "0"));
        if (hasLostAll(learn(primary, replicas))) {
            return false;
        }
        alone = replicas == 0;
        aloneUntil = alone ? System.nanoTime() + ALONE_NANOS : 0;
        for (int i = 0; i < replicas; i++) {
            Map<String, String> replica = fields(primary.getOrDefault("slave" + i, ""));
            boolean online = "online".equals(replica.get("state"));
            if (online
                    && Long.parseLong(replica.getOrDefault("offset", "0")) < offset
                    && !has(replica, offset, clock)) {
                return false;
            }
        }
        return true;
    }

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

    /** It had replicas, now none is online, and the cluster has not declared all of them failed: one that hangs or syncs anew may still be promoted, without what the target takes now. */
    private boolean hasLostAll(Set<String> now) {
        boolean lost = now.isEmpty()
                && session.mates().wasBacked(nodeId)
                && NodeProbe.view(session.look(nodeId).link()).nodes().stream()
                        .anyMatch(node -> nodeId.equals(node.primaryId()) && !node.has(NodeFlag.FAIL));
        session.mates().backed(nodeId, lost || !now.isEmpty());
        return lost;
    }

    private boolean has(Map<String, String> replica, long offset, StepClock clock) {
        try {
            Endpoint endpoint = Endpoint.parse(replica.get("ip") + ":" + replica.get("port"));
            String id = session.addresses().idAt(endpoint);
            return id.isEmpty() ? allHave(offset, clock) : has(id, offset, clock);
        } catch (NodeException | IllegalArgumentException e) {
            // A replica that we cannot ask counts by what its primary heard of it.
            return false;
        }
    }

    /** A replica may show itself to its primary under another address or port than to the cluster (NAT, TLS): then all that the cluster knows have to have it. */
    private boolean allHave(long offset, StepClock clock) {
        List<String> known = session.addresses().replicasOf(nodeId);
        return !known.isEmpty() && known.stream().allMatch(id -> has(id, offset, clock));
    }

    private boolean has(String replicaId, long offset, StepClock clock) {
        Map<String, String> info = replication(session.look(replicaId).link(), clock);
        return Long.parseLong(info.getOrDefault("slave_repl_offset", "0")) >= offset;
    }

    private static Map<String, String> replication(NodeLink link, StepClock clock) {
        Reply info = link.call(Math.min(1_000, clock.leftMs()), "INFO", "replication");
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
