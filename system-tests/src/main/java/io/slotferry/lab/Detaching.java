package io.slotferry.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Words to put before a command: {@code setsid}, so that Ctrl-C in the terminal reaches this JVM alone and it stops the rest in order; {@code setpriv --pdeathsig}, so that the kernel kills the child when this JVM is killed with -9. Both exec, so the process id stays. Where they are missing (macOS), the shutdown hook does what it can.
 */
final class Detaching {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final List<String> SESSION = working("setsid");
    private static final List<String> DEATH_SIGNAL = working("setpriv", "--pdeathsig", "KILL");

    private Detaching() {}

    static List<String> prefix(boolean dieWithParent) {
        List<String> words = new ArrayList<>(SESSION);
        if (dieWithParent) {
            words.addAll(DEATH_SIGNAL);
        }
        return words;
    }

    private static List<String> working(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.add("true");
        return Programs.output(LIMIT, command).isPresent() ? List.of(words) : List.of();
    }
}
