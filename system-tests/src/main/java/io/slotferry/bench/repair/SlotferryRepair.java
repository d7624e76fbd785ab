package io.slotferry.bench.repair;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.TaskQueues;
import io.slotferry.gallery.Patient;
import io.slotferry.lab.TemporalServer;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Workflow {@code Repair} on a real worker. Where the operator's word is needed it looks first and then consents to everything; both count. */
final class SlotferryRepair implements Healer, AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final boolean consents;

    /** @param consents whether the case needs the operator's word */
    SlotferryRepair(TemporalServer temporal, boolean consents) {
        this.stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.address())
                .build());
        this.client = WorkflowClient.newInstance(stubs);
        this.consents = consents;
    }

    @Override
    public String name() {
        return "slotferry repair";
    }

    @Override
    public Duration heal(Patient patient, String seed) {
        long start = System.nanoTime();
        Map<String, Object> request = new TreeMap<>(Map.of("cluster", seed));
        if (consents) {
            Map<String, Object> look = new TreeMap<>(request);
            look.put("dryRun", true);
            request.put("consent", run(look).stream().map(Finding::id).toList());
        }
        run(request);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private List<Finding> run(Map<String, Object> request) {
        WorkflowStub stub = client.newUntypedWorkflowStub(
                "Repair",
                WorkflowOptions.newBuilder()
                        .setWorkflowId("bench-repair-" + UUID.randomUUID())
                        .setTaskQueue(TaskQueues.SLOTFERRY)
                        .build());
        stub.start(request);
        try {
            return stub.getResult(LIMIT.toSeconds(), TimeUnit.SECONDS, Report.class)
                    .findings();
        } catch (WorkflowFailedException | TimeoutException e) {
            // Not healed: the look at the cluster afterwards says so.
            return List.of();
        }
    }

    @Override
    public void close() {
        stubs.shutdownNow();
    }
}
