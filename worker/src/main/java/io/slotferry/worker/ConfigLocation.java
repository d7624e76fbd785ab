package io.slotferry.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which configuration file counts: {@code --config}, else SLOTFERRY_CONFIG, else the first of two usual places, else none. */
final class ConfigLocation {

    static final String VARIABLE = "SLOTFERRY_CONFIG";

    private ConfigLocation() {}

    /**
     * @param option what {@code --config} says, or null
     * @throws ConfigException if a file was named that is not there
     */
    static @Nullable Path find(@Nullable String option, Surroundings surroundings) {
        if (option != null) {
            return named(option, "--config", surroundings);
        }
        String variable = surroundings.variable(VARIABLE);
        if (variable != null) {
            return named(variable, VARIABLE, surroundings);
        }
        Path inWorkDir = surroundings.workDir().resolve("slotferry.yaml");
        Path inHome = surroundings.homeDir().resolve(".config/slotferry/slotferry.yaml");
        for (Path usual : List.of(inWorkDir, inHome)) {
            if (Files.exists(usual)) {
                return usual;
            }
        }
        return null;
    }

    private static Path named(String text, String by, Surroundings surroundings) {
        Path path = surroundings.workDir().resolve(text).normalize();
        if (!Files.isRegularFile(path)) {
            throw new ConfigException(by + " names the file " + path + ", which is not there or not a file");
        }
        return path;
    }
}
