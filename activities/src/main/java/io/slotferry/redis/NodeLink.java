package io.slotferry.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to one node. It never reconnects (I11): once it is closed, by us, by the node or by somebody who took over, every further command fails.
 */
final class NodeLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeLink.class);

    private static final String ARGUMENTS = ", with args beginning with";

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Endpoint endpoint;
    private final String user;
    private volatile Endpoint announced;
    private volatile String label;
    private volatile long shortestNanos = Long.MAX_VALUE;

    NodeLink(StatefulRedisConnection<byte[], byte[]> connection, Endpoint endpoint, String user) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.user = user;
        this.announced = endpoint;
        this.label = endpoint.toString();
    }

    /** How a finding names the node; its address alone until it is known who is there. */
    String label() {
        return label;
    }

    /** The address is the announced one, by which everybody else calls it. */
    void isNode(String id, Endpoint where) {
        announced = where;
        label = where + " (" + Session.shortId(id) + ")";
    }

    /** The ACL user it is logged in as. */
    String user() {
        return user;
    }

    /** Where the node announces itself, once it is known who is there: other nodes and people know it by that. */
    Endpoint endpoint() {
        return announced;
    }

    /** Where this worker reaches it. */
    Endpoint dialled() {
        return endpoint;
    }

    /** The quickest answer there was to anything: how far away the node is. */
    long shortestNanos() {
        return shortestNanos;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    Reply call(long timeoutMs, Object... words) {
        return pipeline(List.of(Request.of(words)), timeoutMs).get(0);
    }

    /**
     * Sends all requests at once and waits for all replies.
     *
     * @param timeoutMs for the whole batch; afterwards the outcome is unknown and the link is closed
     * @throws NodeException if any reply is missing
     */
    List<Reply> pipeline(List<Request> requests, long timeoutMs) {
        return send(requests).replies(timeoutMs);
    }

    /** Sends all requests at once and does not wait, so that several nodes can work at the same time. */
    Pending send(List<Request> requests) {
        List<Request.Outgoing> commands = new ArrayList<>(requests.size());
        requests.forEach(request -> commands.add(request.command()));
        long sentNanos = System.nanoTime();
        try {
            if (!commands.isEmpty()) {
                connection.dispatch(new ArrayList<>(commands));
            }
            return new Pending(commands, sentNanos);
        } catch (RedisException e) {
            LOG.debug("lost {}", endpoint, e);
            close();
            throw new NodeException("the connection to " + announced + " was lost");
        }
    }

    /** Replies on their way. */
    final class Pending {

        private final List<Request.Outgoing> commands;
        private final long sentNanos;

        private Pending(List<Request.Outgoing> commands, long sentNanos) {
            this.commands = commands;
            this.sentNanos = sentNanos;
        }

        /** The first answer alone; the others may have to wait for something that is not sent yet. */
        Reply first(long timeoutMs) {
            return replies(commands.subList(0, 1), timeoutMs).get(0);
        }

        /** Whether {@link #replies} need not wait. */
        boolean isAnswered() {
            return commands.get(commands.size() - 1).isDone();
        }

        /** When the last answer arrived; only after {@link #replies}. */
        long answeredNanos() {
            return commands.get(commands.size() - 1).answeredNanos();
        }

        List<Reply> replies(long timeoutMs) {
            return replies(commands, timeoutMs);
        }

        private List<Reply> replies(List<Request.Outgoing> commands, long timeoutMs) {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
            try {
                List<Reply> replies = new ArrayList<>(commands.size());
                if (!commands.isEmpty()) {
                    // Replies come in order: waiting for the last one first wakes this thread once, not once a command.
                    await(commands.get(commands.size() - 1), deadline);
                }
                for (Request.Outgoing command : commands) {
                    replies.add(await(command, deadline));
                    shortestNanos = Math.min(shortestNanos, command.answeredNanos() - sentNanos);
                }
                return replies;
            } catch (TimeoutException e) {
                close();
                throw new NodeException(announced + " " + WhyNoLink.LATE + " " + timeoutMs + " ms");
            } catch (RedisException | CancellationException e) {
                LOG.debug("lost {}", endpoint, e);
                close();
                throw new NodeException("the connection to " + announced + " was lost");
            }
        }
    }

    private Reply await(Request.Outgoing command, long deadline) throws TimeoutException {
        try {
            Object value = command.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return new Reply(value, null);
        } catch (ExecutionException e) {
            return new Reply(null, errorText(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeException("interrupted while waiting for " + announced);
        }
    }

    private String errorText(@Nullable Throwable cause) {
        if (cause instanceof RedisCommandExecutionException error && error.getMessage() != null) {
            return withoutArguments(error.getMessage());
        }
        LOG.debug("no reply from {}", endpoint, cause);
        throw new NodeException("the connection to " + announced + " was lost");
    }

    /** A server that does not know a command repeats what it was given, and MIGRATE is given a password. */
    static String withoutArguments(String error) {
        int arguments = error.indexOf(ARGUMENTS);
        return arguments < 0 ? error : error.substring(0, arguments);
    }

    @Override
    public void close() {
        connection.closeAsync();
    }
}
