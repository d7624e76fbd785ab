package io.slotferry.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of child JVMs with the class path of this one. */
final class JavaChild {

    private JavaChild() {}

    static List<String> command(String mainClass, List<String> flags, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-cp");
        // Under Surefire this is one jar whose manifest lists the class path, which works for a child as well.
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }
}
