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
        script.append("    kill -9 \"$1\" 2>/dev/null\n  fi\n}\n");
        Lab.Left left = Lab.release();
        for (Lab.LeftProcess process : left.processes()) {
            script.append("stop " + process.pid() + " '" + process.folder() + "'\n");
        }
        // The folder of this script is among them.
        for (Path each : left.folders()) {
            script.append("rm -rf '" + each + "'\n");
        }
        Path file = folder.resolve("stop");
        try {
            return Files.writeString(file, script);
        } catch (IOException e) {
            throw new LabException("cannot write " + file, e);
        }
    }
}
