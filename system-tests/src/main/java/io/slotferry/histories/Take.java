package io.slotferry.histories;

import io.slotferry.contract.Progress;
import io.slotferry.lab.Await;
import io.slotferry.lab.LocalCluster;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.Map;

/** A run being recorded, and what a story can do to it. */
final class Take {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final Studio studio;
    private final LocalCluster cluster;
    private final WorkflowStub run;

    Take(Studio studio, LocalCluster cluster, WorkflowStub run) {
        this.studio = studio;
        this.cluster = cluster;
        this.run = run;
    }

    void awaitState(String state) {
        Await.until(
                "the run to be " + state, LIMIT, () -> progress().state().name().equals(state));
    }

    void awaitMoved(int slots) {
        Await.until(slots + " slots to be moved", LIMIT, () -> progress().slotsMoved() >= slots);
    }

    void update(String verb) {
        run.update(verb, Object.class, "record-histories");
    }

    void signal(String verb) {
        run.signal(verb, "record-histories");
    }

    void tune(int keysPerSecond) {
        run.update("tune", Object.class, Map.of("keysPerSecond", keysPerSecond));
    }

    void cancel() {
        run.cancel("record-histories");
    }

    void killWorker() {
        studio.killWorker();
    }

    void newWorker() {
        studio.newWorker();
    }

    void freezeTargetUntil(String state) {
        var target = cluster.emptyPrimaries().get(0).process();
        target.freeze();
        try {
            awaitState(state);
        } finally {
            target.thaw();
        }
    }

    /** The lock's id ends with the smallest node id of the cluster. */
    void endLock() {
        String smallest = cluster.nodes().stream()
                .map(node -> node.id())
                .sorted()
                .findFirst()
                .orElseThrow();
        studio.client().newUntypedWorkflowStub("slotferry-lock-" + smallest).terminate("record-histories");
    }

    private Progress progress() {
        return run.query("progress", Progress.class);
    }
}
