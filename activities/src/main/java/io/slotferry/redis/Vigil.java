package io.slotferry.redis;

import io.slotferry.workflow.Heirs;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the two ends of a wave for as long as its slots are open and something waits for them: beside the work, because a hung source holds the work up for longer than its replica takes to be promoted. */
final class Vigil implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Vigil.class);

    private static final long EVERY_MS = 50;
    private static final int AT_ONCE_MAX = 16;

    private static final ScheduledExecutorService WATCHERS = Executors.newScheduledThreadPool(AT_ONCE_MAX, task -> {
        Thread thread = new Thread(task, "failover-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final Session session;
    private final Failover failover;
    private final ScheduledFuture<?> watching;
    private final String from;
    private final String to;
    private long wellAtMs;
    private boolean ended;
    private volatile @Nullable Heirs heirs;

    /**
     * @param watches whether anything is watched at all
     * @param wellAtMs when the ends were last known to be who they are, in milliseconds since 1970; 0 if unknown
     */
    Vigil(Session session, Failover failover, String from, String to, boolean watches, long wellAtMs) {
        this.session = session;
        this.failover = failover;
        this.from = from;
        this.to = to;
        this.wellAtMs = wellAtMs;
        this.ended = !watches;
        this.watching = WATCHERS.scheduleWithFixedDelay(this::look, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** Who stands for the ends now, with the slots marked between them; null while nothing changed. */
    @Nullable
    Heirs heirs() {
        return heirs;
    }

    /** The same, after whatever look is under way; there is none afterwards. */
    @Nullable
    Heirs settled() {
        watching.cancel(false);
        synchronized (this) {
            ended = true;
            return heirs;
        }
    }

    private synchronized void look() {
        if (heirs != null || ended) {
            return;
        }
        long askedAtMs = System.currentTimeMillis();
        try {
            Heirs found = failover.look();
            if (!failover.changed(found)) {
                wellAtMs = askedAtMs;
                return;
            }
            failover.remark(found);
            long blindMs = failover.blindMs(wellAtMs == 0 ? askedAtMs : wellAtMs);
            heirs = new Heirs(found.from(), found.to(), found.fromAddress(), found.toAddress(), blindMs);
            if (!found.from().equals(from)) {
                session.drop(from);
            }
            if (!found.to().equals(to)) {
                session.drop(to);
            }
        } catch (RuntimeException e) {
            // Whoever was promoted may not answer yet: the next look tries again.
            LOG.debug("watching {} and {}", Session.shortId(from), Session.shortId(to), e);
        }
    }

    /** When the ends were last seen to be who they are, in milliseconds since 1970; 0 if nobody knows. */
    synchronized long wellAtMs() {
        return wellAtMs;
    }

    @Override
    public void close() {
        watching.cancel(false);
    }
}
