package io.slotferry.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotferry.contract.Report;
import io.slotferry.contract.TaskQueues;
import io.slotferry.lab.Lab;
import io.slotferry.lab.LabException;
import io.slotferry.lab.TemporalServer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** How to look at the run, how to undo it, and with {@code --keep} how to go on and how to stop everything. */
final class Farewell {

    private final Stage stage;
    private final MoveStory story;
    private final Screen screen;

    Farewell(Stage stage, MoveStory story, Screen screen) {
        this.stage = stage;
        this.story = story;
        this.screen = screen;
    }

    void print(boolean keep) {
        TemporalServer server = stage.temporal();
        boolean external = server.kind() == TemporalServer.Kind.EXTERNAL;
        screen.line("");
        screen.line(
                keep || external ? "To look at the run:" : "To look at the run (with --keep; now everything stops):");
        server.webUi()
                .ifPresent(ui -> screen.verbatim("  " + ui + "/namespaces/default/workflows/" + story.workflowId()));
        screen.verbatim("  export TEMPORAL_ADDRESS=" + server.address());
        screen.verbatim("  " + temporal() + " workflow describe -w " + story.workflowId());
        Report report = story.report();
        if (report != null && !report.inverse().isEmpty()) {
            screen.line("To undo it:");
            screen.verbatim("  " + temporal() + " workflow start --task-queue " + TaskQueues.SLOTFERRY
                    + " --type Reshard --workflow-id " + undoId() + " \\\n    --input '" + undo(report) + "'");
        }
        if (keep) {
            printKept();
        }
    }

    private void printKept() {
        String run = undoId();
        screen.line("To drive a run, for example that one:");
        screen.verbatim("  " + temporal() + " workflow signal -w " + run + " --name pause");
        screen.verbatim("  " + temporal() + " workflow query -w " + run + " --type progress");
        screen.verbatim("  " + temporal() + " workflow signal -w " + run + " --name resume");
        screen.verbatim("  " + temporal() + " workflow cancel -w " + run);
        screen.verbatim("  " + temporal() + " workflow result -w " + run);
        Path cli = stage.cluster().binary().cli();
        if (cli != null) {
            screen.line("To ask the cluster:");
            screen.verbatim("  " + cli + " -p " + stage.newcomer().port() + " cluster nodes");
        }
        Path stop = StopScript.write(Lab.newFolder("demo"));
        screen.line("@|bold Everything keeps running.|@ To stop it and delete its files:");
        screen.verbatim("  sh " + stop);
    }

    private String undoId() {
        return story.workflowId() + "-undo";
    }

    /** As short as the reader's PATH allows. */
    private String temporal() {
        Path cli = stage.temporal().cli().orElse(Path.of("temporal"));
        String path = System.getenv().getOrDefault("PATH", "");
        boolean onPath = cli.getParent() == null || (":" + path + ":").contains(":" + cli.getParent() + ":");
        return onPath ? "temporal" : cli.toString();
    }

    private String undo(Report report) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("cluster", stage.cluster().seed());
        request.put("moves", report.inverse());
        try {
            return new ObjectMapper().writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new LabException("the inverse plan cannot be written as JSON", e);
        }
    }
}
