package io.slotferry.redis;

import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Node;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** MIGRATE to one target, as its source must be told it: the address is the one the source knows, the secret goes by AUTH2 and is never logged. */
final class Migrate {

    /** Never more than this, in milliseconds, however long the node timeout is. */
    private static final long TIMEOUT_MAX_MS = 10_000;

    /** Longest time one pipeline may block the source where the target hangs, in milliseconds. A key that takes longer arrives all the same, and is found there by the next try. */
    private static final long SHARED_MAX_MS = 3_000;

    private final Endpoint target;
    private final Supplier<Credentials> configured;
    private final Credentials first;
    private final long timeoutMs;
    private final SourceHosts sourceHosts;
    private volatile Credentials credentials;

    private Migrate(Endpoint target, Supplier<Credentials> configured, long timeoutMs, SourceHosts sourceHosts) {
        this.sourceHosts = sourceHosts;
        this.target = target;
        this.configured = configured;
        this.first = configured.get();
        this.credentials = first;
        this.timeoutMs = timeoutMs;
    }

    /** I7: half the smaller node timeout at most, or a blocked source is failed over while it waits. */
    static Migrate between(
            Session session, Session.Channel source, Session.Channel target, Node targetSeen, ClusterView sourceSees) {
        long nodeTimeout =
                Math.min(source.facts().nodeTimeoutMs(), target.facts().nodeTimeoutMs());
        long timeout = Math.max(1, Math.min(TIMEOUT_MAX_MS, nodeTimeout / 2));
        return new Migrate(
                new Endpoint(host(targetSeen, target), TargetPort.of(session.config(), source, targetSeen)),
                () -> session.config().migrateCredentials(),
                timeout,
                SourceHosts.of(source.link(), sourceSees));
    }

    /** A target that nobody ever met has no address in any view. */
    private static String host(Node targetSeen, Session.Channel target) {
        return targetSeen.host().isEmpty() ? target.link().dialled().host() : targetSeen.host();
    }

    /** Reads the configuration again. Whether it gives another user or password than at first: they were rotated under this drain. */
    boolean renewed() {
        credentials = configured.get();
        return !credentials.equals(first);
    }

    /** Who the source is on the target's list of clients. */
    SourceHosts sourceHosts() {
        return sourceHosts;
    }

    /** How long each of several in one pipeline may take, in milliseconds: a target that hangs blocks the source for all of them. */
    long sharedMs(int commands) {
        return Math.max(1, Math.min(timeoutMs, SHARED_MAX_MS) / commands);
    }

    /** How long to wait for an answer: MIGRATE's timeout counts per socket operation, not in all. */
    long answerMs() {
        return 3 * timeoutMs + 1_000;
    }

    Request keys(int database, List<byte[]> keys, boolean replace) {
        return keys(database, keys, replace, timeoutMs);
    }

    Request keys(int database, List<byte[]> keys, boolean replace, long withinMs) {
        Request request = Request.of("MIGRATE", target.host(), target.port(), "", database, withinMs);
        if (replace) {
            request.add("REPLACE");
        }
        Credentials now = credentials;
        @Nullable String password = now.password();
        if (password != null) {
            if (now.user() == null) {
                request.add("AUTH").add(password);
            } else {
                request.add("AUTH2").add(now.user()).add(password);
            }
        }
        request.add("KEYS");
        keys.forEach(request::add);
        return request;
    }
}
