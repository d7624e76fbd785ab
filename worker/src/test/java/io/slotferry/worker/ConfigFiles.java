package io.slotferry.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes configuration files for tests into one directory, which is also the working directory of the worker under test. */
record ConfigFiles(Path dir) {

    static final String SECRET = "hunter2-never-shown";

    Path write(String name, String text) {
        try {
            Path file = dir.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    WorkerConfig load(String yaml, Map<String, String> env) {
        return ConfigReader.load(write("slotferry.yaml", yaml).toString(), surroundings(env));
    }

    Surroundings surroundings(Map<String, String> env) {
        return new Surroundings(env, dir, dir.resolve("home"));
    }
}
