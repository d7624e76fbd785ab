package io.slotferry.workflow;

import java.util.Random;
import java.util.TreeMap;

/** What goes wrong, decided by the seed, the call and how often that call was made: the order in which lanes run does not change it. */
final class Faults {

    /** From here on a call succeeds, so that every run ends. */
    private static final int CALLS_FAULTY_MAX = 4;

    private final long seed;
    private final int percent;
    private final TreeMap<String, Integer> calls = new TreeMap<>();

    Faults(long seed, int percent) {
        this.seed = seed;
        this.percent = percent;
    }

    static Faults none() {
        return new Faults(0, 0);
    }

    /** The faults of the next call of this name. */
    synchronized Fuse of(String call) {
        int times = calls.merge(call, 1, Integer::sum);
        Random random = new Random(seed * 1_000_003 + (call + times).hashCode());
        random.nextInt();
        return new Fuse(random, times > CALLS_FAULTY_MAX ? 0 : percent);
    }

    /** One call's luck: it burns down with every command and may end the call before, between or after them. */
    static final class Fuse {

        final Random random;
        private final int percent;
        private int commandsLeft;

        private Fuse(Random random, int percent) {
            this.random = random;
            this.percent = percent;
            this.commandsLeft = happens() ? random.nextInt(8) : Integer.MAX_VALUE;
        }

        boolean happens() {
            return random.nextInt(100) < percent;
        }

        /** Before a command. */
        void burn() {
            if (commandsLeft-- == 0) {
                throw new WorkerLost();
            }
        }

        /** All is done, only the answer may still be lost. */
        void end() {
            if (commandsLeft < 100) {
                throw new WorkerLost();
            }
        }
    }

    static final class WorkerLost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        WorkerLost() {
            super("the worker was lost", null, false, false);
        }
    }
}
