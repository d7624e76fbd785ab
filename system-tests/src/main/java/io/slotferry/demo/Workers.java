package io.slotferry.demo;

import io.slotferry.lab.TemporalServer;
import io.slotferry.lab.WorkerProcess;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The worker that is killed, and its successor. On the test server a killed workflow worker would hang the run for 100 s (it has no sticky timeout), so there workflows get a worker of their own that stays, and only the one that talks to Redis is killed.
 */
final class Workers {

    private final TemporalServer temporal;
    private final @Nullable WorkerProcess workflows;
    private WorkerProcess present;

    private Workers(TemporalServer temporal, @Nullable WorkerProcess workflows) {
        this.temporal = temporal;
        this.workflows = workflows;
        this.present = next();
    }

    /** Starts without waiting. */
    static Workers start(TemporalServer temporal) {
        boolean split = temporal.kind() == TemporalServer.Kind.TEST_SERVER;
        return new Workers(temporal, split ? half(temporal, SplitWorkerMain.WORKFLOWS) : null);
    }

    private WorkerProcess next() {
        return workflows == null ? WorkerProcess.start(temporal) : half(temporal, SplitWorkerMain.ACTIVITIES);
    }

    private static WorkerProcess half(TemporalServer temporal, String which) {
        return WorkerProcess.start(temporal, Map.of(), SplitWorkerMain.class.getName(), which);
    }

    Workers awaitReady() {
        if (workflows != null) {
            workflows.awaitReady();
        }
        present.awaitReady();
        return this;
    }

    boolean isReady() {
        return present.isReady();
    }

    long pid() {
        return present.pid();
    }

    /** kill -9 of the present worker. */
    void kill() {
        present.kill();
    }

    /** Starts the successor; does not wait. */
    void replace() {
        present = next();
    }

    /** What a reader must know about this worker; empty normally. */
    String remark() {
        return workflows == null
                ? ""
                : " (it runs the activities only; workflows stay in process " + workflows.pid()
                        + ", which is not killed, because the test server would let the run hang)";
    }

    String logTail() {
        return present.logTail(10);
    }
}
