package io.slotferry.histories;

import io.slotferry.lab.LabException;
import io.slotferry.lab.TemporalBinary;
import io.slotferry.lab.TemporalServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code scripts/record-histories}: runs every {@link Story} on real servers and writes its history as JSON. The one argument is the folder. Exit codes: 0 all recorded, 1 something went wrong.
 */
public final class HistoriesMain {

    /** Far below what a server suggests by default, so that a short run continues as new. */
    static final int SUGGEST_CONTINUE_AS_NEW = 400;

    private HistoriesMain() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("logback.configurationFile", "io/slotferry/demo/logback-demo.xml");
        int code = 0;
        try {
            record(Path.of(args[0]));
        } catch (LabException e) {
            System.err.println(e.getMessage());
            code = 1;
        }
        // Not a plain return: gRPC's threads would keep the JVM for seconds.
        System.exit(code);
    }

    private static void record(Path folder) throws Exception {
        Path temporal = TemporalBinary.findOrGet(System.err::println)
                .orElseThrow(() -> new LabException("histories are recorded on a real Temporal server, and none could"
                        + " be had; put the Temporal CLI on PATH"));
        Files.createDirectories(folder);
        List<String> settings = List.of("limit.historyCount.suggestContinueAsNew=" + SUGGEST_CONTINUE_AS_NEW);
        try (Studio studio = new Studio(TemporalServer.devServer(temporal, true, settings))) {
            for (Story story : Story.ALL) {
                long begun = System.nanoTime();
                List<Path> files = studio.record(story, folder);
                System.out.printf("%5.1f s  %s%n", (System.nanoTime() - begun) / 1e9, files);
            }
        }
    }
}
