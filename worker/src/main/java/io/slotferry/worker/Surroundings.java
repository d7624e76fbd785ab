package io.slotferry.worker;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the process was started in. Passed along instead of read in place, so that tests need no environment of their own.
 *
 * @param env environment variables; they may hold secrets and are never printed
 * @param workDir where relative paths of the command line start
 * @param homeDir the operator's home
 */
record Surroundings(Map<String, String> env, Path workDir, Path homeDir) {

    Surroundings {
        env = Map.copyOf(env);
    }

    static Surroundings ofThisProcess() {
        return new Surroundings(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home", "")).toAbsolutePath());
    }

    /** The value of an environment variable; null if it is unset or blank. */
    @Nullable
    String variable(String name) {
        String value = env.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    @Override
    public String toString() {
        return "Surroundings[env=" + env.size() + " variables, workDir=" + workDir + ", homeDir=" + homeDir + "]";
    }
}
