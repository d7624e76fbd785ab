package io.slotferry.demo;

import io.slotferry.lab.Lab;
import io.slotferry.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stops a demo that was kept. */
final class StopScript {

    private StopScript() {}

    /** Lets everything outlive this JVM and writes how to end it. */
    static Path write(Path folder) {
        StringBuilder script = new StringBuilder();
        script.append("#!/bin/sh\n# Stops what ./slotferry demo --keep left running, and deletes its files.\n");
        // By number and folder: a number alone may belong to somebody else by the time this is run.
        script.append("stop() {\n");
        script.append("  if [ ! -d /proc/self ] || [ \"$(readlink /proc/$1/cwd)\" = \"$2\" ]; then\n");
        script.append("    kill -9 \"$1\" 2>/dev/null\n  fi\n  rm -rf \"$2\"\n}\n");
        for (Lab.Left left : Lab.release()) {
            script.append("stop ")
                    .append(left.pid())
                    .append(" '")
                    .append(left.folder())
                    .append("'\n");
        }
        script.append("rm -rf '").append(folder).append("'\n");
        Path file = folder.resolve("stop");
        try {
            return Files.writeString(file, script);
        } catch (IOException e) {
            throw new LabException("cannot write " + file, e);
        }
    }
}
