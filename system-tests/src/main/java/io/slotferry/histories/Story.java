package io.slotferry.histories;

import io.slotferry.lab.LocalCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One run that is worth remembering.
 *
 * @param name of its file
 * @param slots how many slots it moves
 * @param request what it asks for beside cluster, target and slots
 * @param events what happens to it under way
 */
record Story(String name, int slots, Map<String, Object> request, Events events) {

    private static final Map<String, Object> SLOW = Map.of("pace", Map.of("keysPerSecond", 60));

    /** Something that happens while the run is open. */
    @FunctionalInterface
    interface Events {
        void happen(Take take) throws Exception;
    }

    static final List<Story> ALL = List.of(
            new Story("plain", 256, Map.of(), take -> {}),
            new Story("dry-run", 64, Map.of("dryRun", true), take -> {}),
            new Story("refused", 64, Map.of("to", "127.0.0.1:1"), take -> {}),
            new Story("invalid", 64, Map.of("unheardOf", 1), take -> {}),
            new Story("approved", 64, Map.of("approval", true), take -> {
                take.awaitState("AWAITING_APPROVAL");
                take.update("approve");
            }),
            new Story("paused-and-resumed", 120, SLOW, take -> {
                take.awaitMoved(1);
                take.update("pause");
                take.awaitState("PAUSED");
                take.tune(0);
                take.signal("resume");
            }),
            new Story("cancelled", 120, SLOW, take -> {
                take.awaitMoved(1);
                take.cancel();
            }),
            new Story("rolled-back", 120, SLOW, take -> {
                take.awaitMoved(10);
                take.update("rollback");
            }),
            new Story("finished-early", 120, SLOW, take -> {
                take.awaitMoved(1);
                take.update("finishEarly");
            }),
            new Story("worker-killed", 120, SLOW, take -> {
                take.awaitMoved(1);
                take.killWorker();
                take.newWorker();
                take.tune(0);
            }),
            new Story("target-frozen", 120, SLOW, take -> {
                take.awaitMoved(1);
                take.freezeTargetUntil("STALLED");
                take.tune(0);
            }),
            new Story("lock-lost", 120, SLOW, take -> {
                take.awaitMoved(1);
                take.endLock();
                take.tune(0);
            }),
            new Story("continued-as-new", 110, Map.of("pace", Map.of("openSlotsMax", 1)), take -> {}));

    Map<String, Object> requestOn(LocalCluster cluster) {
        Map<String, Object> all = new HashMap<>();
        all.put("cluster", cluster.seed());
        all.put("to", cluster.emptyPrimaries().get(0).address());
        all.put("slotCount", slots);
        all.put("requestedBy", "record-histories");
        all.putAll(request);
        return all;
    }
}
