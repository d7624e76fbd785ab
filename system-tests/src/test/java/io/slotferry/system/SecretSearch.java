package io.slotferry.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks for secrets where none may ever be: argument lists of every process, files, texts. */
final class SecretSearch {

    private final List<String> secrets;
    private final List<String> found = new ArrayList<>();

    SecretSearch(List<String> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** Every process that this user may look at. */
    SecretSearch processes() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList()) {
                try {
                    text("arguments of process " + process.getFileName(), Files.readString(process.resolve("cmdline")));
                } catch (IOException e) {
                    // It ended meanwhile.
                }
            }
        }
        return this;
    }

    /** The bytes of every file below a folder, or of one file. */
    SecretSearch files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return this;
    }

    SecretSearch text(String where, String text) {
        for (String secret : secrets) {
            if (text.contains(secret)) {
                found.add(secret + " in " + where);
            }
        }
        return this;
    }

    List<String> found() {
        return found;
    }
}
