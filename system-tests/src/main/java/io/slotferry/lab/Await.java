package io.slotferry.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waiting that ends. */
public final class Await {

    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private Await() {}

    /** What is waited for. A failing check counts as "not yet": servers refuse connections while they start. */
    @FunctionalInterface
    public interface Check {
        boolean holds() throws Exception;
    }

    /**
     * Returns as soon as the check holds.
     *
     * @param what ends the sentence "waited N s for ..."
     * @throws LabException when the limit has passed; its cause is the last failure of the check
     */
    public static void until(String what, Duration limit, Check check) {
        long deadline = System.nanoTime() + limit.toNanos();
        Exception last = null;
        do {
            try {
                if (check.holds()) {
                    return;
                }
                last = null;
            } catch (InterruptedException e) {
                throw interrupted(what, e);
            } catch (Fatal e) {
                throw e.reason;
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(what, null);
            }
        } while (System.nanoTime() < deadline);
        String because = last == null ? "" : " (" + last.getMessage() + ")";
        throw new LabException("waited " + limit.toSeconds() + " s for " + what + because, last);
    }

    /** Ends the waiting at once: what is waited for can no longer happen. */
    public static Exception never(String reason) {
        return new Fatal(new LabException(reason));
    }

    private static LabException interrupted(String what, @Nullable Exception cause) {
        Thread.currentThread().interrupt();
        return new LabException("interrupted while waiting for " + what, cause);
    }

    private static final class Fatal extends Exception {
        private static final long serialVersionUID = 1L;

        private final LabException reason;

        Fatal(LabException reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
