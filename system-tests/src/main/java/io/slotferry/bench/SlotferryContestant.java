package io.slotferry.bench;

import io.slotferry.contract.TaskQueues;
import io.slotferry.lab.LabException;
import io.slotferry.lab.TemporalServer;
import io.slotferry.lab.WorkerProcess;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A real worker process and a real Temporal server. The clock runs from the accepted start to the result. */
final class SlotferryContestant implements Contestant {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final String name;
    private final @Nullable String engine;
    private final WorkerProcess worker;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private int runs;

    SlotferryContestant(String name, @Nullable String engine, TemporalServer temporal, WorkerProcess worker) {
        this.name = name;
        this.engine = engine;
        this.worker = worker;
        this.stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.address())
                .build());
        this.client = WorkflowClient.newInstance(stubs);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Effort move(Course course) {
        String id = "bench-" + ProcessHandle.current().pid() + "-" + name.replace(' ', '-') + "-" + ++runs;
        WorkflowStub run = client.newUntypedWorkflowStub(
                "Reshard",
                WorkflowOptions.newBuilder()
                        .setWorkflowId(id)
                        .setTaskQueue(TaskQueues.SLOTFERRY)
                        .build());
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("cluster", course.cluster().seed());
        request.put("to", course.target().address());
        request.put("slots", "0-" + (course.workload().slots - 1));
        if (engine != null) {
            request.put("engine", engine);
        }
        run.start(request);
        long start = System.nanoTime();
        try {
            run.getResult(LIMIT.toSeconds(), TimeUnit.SECONDS, Map.class);
        } catch (TimeoutException | RuntimeException e) {
            throw new LabException(name + " did not finish: " + cause(e) + "\n" + worker.logTail(10), e);
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return history(id, time);
    }

    /** All runs of the workflow: a long one continues as new. */
    private Effort history(String id, Duration time) {
        var request = ListWorkflowExecutionsRequest.newBuilder()
                .setNamespace("default")
                .setQuery("WorkflowId = '" + id + "' AND ExecutionStatus != 'Running'")
                .build();
        long[] sums = new long[2];
        io.slotferry.lab.Await.until("Temporal to list the run", Duration.ofSeconds(20), () -> {
            var listed = stubs.blockingStub().listWorkflowExecutions(request).getExecutionsList();
            sums[0] = listed.stream().mapToLong(each -> each.getHistoryLength()).sum();
            sums[1] = listed.stream()
                    .mapToLong(each -> each.getHistorySizeBytes())
                    .sum();
            return listed.stream().anyMatch(each -> each.getStatus().name().endsWith("_COMPLETED"));
        });
        return new Effort(time, sums[0], sums[1], rss());
    }

    /** The kernel keeps the highest value; Linux only. */
    private @Nullable Long rss() {
        try (var lines = Files.lines(Path.of("/proc/" + worker.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    private static String cause(Throwable e) {
        Throwable cause = e instanceof ExecutionException || e.getCause() != null ? e.getCause() : e;
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    @Override
    public void close() {
        stubs.shutdownNow();
    }
}
