package io.slotferry.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a password is, never the password itself. It is read whenever a cluster is looked up, so a rotated password is taken without a restart.
 *
 * @param key the key of the configuration that named it, with its file, for sentences
 * @param file the file that holds it, or null
 * @param variable the environment variable that holds it, or null
 */
record PasswordSource(String key, @Nullable Path file, @Nullable String variable) {

    /** A password file larger than this is a mistake, in bytes. */
    static final int BYTES_MAX = 4096;

    /** @throws ConfigException with a sentence that names key and place, never the content */
    String read(Surroundings surroundings) {
        String secret = file != null ? readFile(file) : surroundings.env().get(variable);
        if (secret == null) {
            throw new ConfigException(key + " names the environment variable " + variable + ", which is not set");
        }
        if (secret.isEmpty()) {
            throw new ConfigException(key + " names " + place() + ", which is empty");
        }
        if (secret.indexOf('\n') >= 0 || secret.indexOf('\r') >= 0) {
            throw new ConfigException(key + " names " + place() + ", which has more than one line");
        }
        return secret;
    }

    private String readFile(Path path) {
        try {
            if (!Files.isRegularFile(path)) {
                throw new ConfigException(key + " names " + place() + ", which is not there or not a file");
            }
            if (Files.size(path) > BYTES_MAX) {
                throw new ConfigException(key + " names " + place() + ", which is larger than " + BYTES_MAX + " bytes");
            }
            // Editors and `echo` end a file with a line break that is not part of the password.
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw new ConfigException(key + " names " + place() + ", which cannot be read");
        }
    }

    private String place() {
        return file != null ? "the file " + file : "the environment variable " + variable;
    }
}
