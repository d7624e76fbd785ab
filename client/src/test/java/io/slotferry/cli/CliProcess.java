package io.slotferry.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command in a process of its own, where it owns signals and the real standard streams. */
final class CliProcess {

    private CliProcess() {}

    static Process start(Map<String, String> env, String... args) throws IOException {
        return start(System.getProperty("java.class.path"), env, args);
    }

    static Process start(String classPath, Map<String, String> env, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath, "io.slotferry.cli.Main"));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(env);
        return builder.start();
    }
}
