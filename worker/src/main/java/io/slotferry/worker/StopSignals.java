package io.slotferry.worker;

import java.util.List;

/**
 * SIGTERM and SIGINT: the first asks for a graceful stop, the second ends the process at once. A shutdown hook cannot do this: once hooks run, the JVM no longer reacts to signals. Hence {@code sun.misc.Signal}, with the one warning that javac cannot be talked out of.
 */
final class StopSignals {

    private StopSignals() {}

    static void route(StopRequest stop) {
        for (String name : List.of("TERM", "INT")) {
            sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> {
                if (stop.isMade()) {
                    Runtime.getRuntime().halt(128 + signal.getNumber());
                }
                stop.make();
            });
        }
    }
}
