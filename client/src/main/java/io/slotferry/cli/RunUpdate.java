package io.slotferry.cli;

import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands that change a run: one line of effect each. */
final class RunUpdate {

    private RunUpdate() {}

    static int send(Shell shell, boolean json, @Nullable String workflowId, String update, @Nullable String argument) {
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            Run run = new Run(temporal, OpenRuns.pick(workflowId, temporal)).requireOpen();
            String answer = await(temporal, run, shell, update, String.class, argument);
            if (json) {
                Json.print(shell.out(), answer(run, "answer", answer));
            } else {
                shell.out().println(answer);
            }
            return ExitCode.DONE;
        }
    }

    static int tune(Shell shell, boolean json, @Nullable String workflowId, Map<String, Object> fields) {
        PaceLimits wanted = Requests.pace(fields);
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            Run run = new Run(temporal, OpenRuns.pick(workflowId, temporal)).requireOpen();
            PaceLimits pace = await(temporal, run, shell, "tune", PaceLimits.class, wanted);
            if (json) {
                Json.print(shell.out(), answer(run, "pace", pace));
            } else {
                shell.out()
                        .printf(
                                "pace: stall budget %d ms, %d keys per MIGRATE, %d slots open at most for %d ms, %s, %d lanes%n",
                                pace.stallBudgetMs(),
                                pace.keysPerMigrate(),
                                pace.openSlotsMax(),
                                pace.openMsMax(),
                                keysPerSecond(pace),
                                pace.lanesMax());
            }
            return ExitCode.DONE;
        }
    }

    static int cancel(Shell shell, boolean json, @Nullable String workflowId, @Nullable String reason, boolean detach) {
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            Run run = new Run(temporal, OpenRuns.pick(workflowId, temporal)).requireOpen();
            run.cancel(reason);
            if (detach) {
                if (json) {
                    Json.print(shell.out(), answer(run, "answer", "cancellation requested"));
                } else {
                    shell.out().println("cancellation requested: the open slots are being finished");
                }
                return ExitCode.DONE;
            }
            Ending ending = RunFollow.ending(temporal, run, shell, json, Farewell::runEnds);
            int code = ending.show(shell, json, run.workflowId());
            Report report = ending.report();
            // Here, unlike in `watch`, a cancelled run is what was asked for.
            return report != null && report.state() == RunState.CANCELLED ? ExitCode.DONE : code;
        }
    }

    private static <T> T await(
            TemporalConnection temporal,
            Run run,
            Shell shell,
            String update,
            Class<T> type,
            @Nullable Object argument) {
        try (Farewell farewell =
                Farewell.onInterrupt(() -> Farewell.unanswered(shell.err(), run.workflowId(), Verbs.kebab(update)))) {
            return Patience.FOR_AN_UPDATE.await(
                    run.update(update, type, argument), shell, () -> WorkerPresence.ask(temporal));
        } catch (CliFailure e) {
            // It ended between the look and the update.
            throw e.type().equals(Failures.RUN_ENDED) ? run.ended() : e;
        }
    }

    private static Map<String, Object> answer(Run run, String name, Object value) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("workflowId", run.workflowId());
        answer.put(name, value);
        return answer;
    }

    private static String keysPerSecond(PaceLimits pace) {
        Long limit = pace.keysPerSecond();
        return limit == null || limit == 0 ? "no limit of keys per second" : limit + " keys per second at most";
    }
}
