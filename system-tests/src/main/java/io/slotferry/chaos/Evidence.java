package io.slotferry.chaos;

import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.WorkerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps everything about a run that failed: what happened when, what was found, logs, histories, the nodes' views. */
final class Evidence {

    private final Path root;

    Evidence(Path root) {
        this.root = root;
    }

    Path keep(
            Scenario scenario,
            LocalCluster cluster,
            Stage stage,
            Timeline timeline,
            Keeper keeper,
            @Nullable Findings findings) {
        Path folder = root.resolve("seed-" + scenario.seed());
        try {
            Files.createDirectories(folder);
            List<String> story = new ArrayList<>();
            story.add(scenario.toString());
            story.add(cluster.nodes().stream()
                    .map(node -> node.address() + " " + node.id()
                            + (node.replica() ? " replica of " + node.primaryId() : ""))
                    .toList()
                    .toString()
                    .replace(", ", "\n"));
            story.addAll(timeline.lines());
            story.add(String.valueOf(findings).replace("], ", "],\n").replace(", live", ",\n  live"));
            keeper.ended().forEach(ended -> story.add(ended.toString()));
            Files.write(folder.resolve("story.txt"), story);
            for (LabNode node : cluster.nodes()) {
                copy(node.process().log(), folder.resolve("node-" + node.port() + ".log"));
                Files.writeString(folder.resolve("node-" + node.port() + ".view"), view(cluster, node));
            }
            int number = 0;
            for (WorkerProcess worker : stage.workers()) {
                copy(worker.log(), folder.resolve("worker-" + number++ + ".log"));
            }
            copy(stage.temporal().log(), folder.resolve("temporal.log"));
            for (String id : keeper.started()) {
                Files.writeString(
                        folder.resolve(id + ".json"),
                        stage.client().fetchHistory(id).toJson(true));
            }
        } catch (IOException | RuntimeException e) {
            System.err.println("evidence of seed " + scenario.seed() + " is not complete: " + e.getMessage());
        }
        return folder;
    }

    private static String view(LocalCluster cluster, LabNode node) {
        try {
            return cluster.ask(node, "CLUSTER", "NODES");
        } catch (LabException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void copy(Path from, Path to) {
        try {
            if (Files.exists(from)) {
                Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
