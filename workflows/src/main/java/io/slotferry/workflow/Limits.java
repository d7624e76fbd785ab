package io.slotferry.workflow;

import java.time.Duration;

/** Every bound of a run in one place. */
final class Limits {

    /** Waves of one lane that are open at a time; they take turns to drain, which hides Temporal's dispatch latency. */
    static final int OVERLAP = 2;

    /** A wave is not made smaller than this because its SETSLOT steps run out of time. */
    static final int WAVE_SLOTS_MIN = 8;

    /** As many slots as there are; a pace sets a lower limit. */
    static final int WAVE_SLOTS_MAX = 16_384;

    /** Waves one weighing prepares: few enough to stay fresh, many enough to cost little history. */
    static final int WAVES_PER_WEIGHING = 16;

    /** Waves without keys that may follow each other before the workflow task is given back, so that signals and queries get in. */
    static final int LOCAL_WAVES_IN_A_ROW = 6;

    /** A run continues as new when its history is longer than this; the server suggests it at 4096 and refuses at 51200. */
    static final int HISTORY_EVENTS_MAX = 4_000;

    /** With slots open a run cannot continue as new: waves that still wait at this length are left open and named. */
    static final int HISTORY_EVENTS_LAST = 40_000;

    /** Rounds of a wave that follow each other quickly, because what they wait for is mostly over in a moment. */
    static final int QUICK_ROUNDS = 25;

    /** Pause between two rounds of a wave after that, unless its drain waited itself. */
    static final Duration WAVE_BACKOFF = Duration.ofSeconds(1);

    /** Rounds of "open slots found at the start, finish them first" before the run is refused. */
    static final int ADOPT_ROUNDS_MAX = 3;

    /** Slots of one wave that the servers move themselves (engine atomic): none of them is ever open. */
    static final int NATIVE_SLOTS_MAX = 16_384;

    /** Keys and bytes of such a wave, as the time they would take key by key, in microseconds: about 130 000 small keys, some jobs of the servers. */
    static final long NATIVE_WAVE_MICROS = 2_000_000;

    /** Waves of one lane that may fail in a row before its slots are moved key by key. */
    static final int NATIVE_FAILURES_MAX = 3;

    /** Slots of one wave of a repair: they are open already, so this only bounds what one activity does. */
    static final int REPAIR_BATCH_SLOTS = 256;

    /** Slots of one act without keys. */
    static final int REPAIR_APPLY_SLOTS = 1_024;

    /** Rounds of a repair that achieve nothing, while something is waited for, before it ends PARTIAL: 72 s. A server lets a node that it was told to forget back after 60 s. */
    static final int REPAIR_IDLE_ROUNDS_MAX = 11;

    /** Rounds after which a node that has not heard of an owner will not hear of it by itself, and a replica will not take over: about 12 s. */
    static final int REPAIR_PATIENT_ROUNDS = 5;

    /** Times the same act on the same slots counts as an achievement where it moves no keys. */
    static final int REPAIR_REPEATS_MAX = 4;

    /** A repair's SETSLOT steps are regular activities: nobody waits for the milliseconds of their dispatch. */
    static final Duration SLOW_STEP_MAX = Duration.ofSeconds(20);

    static final Duration STEP_MAX = Duration.ofSeconds(1);
    static final Duration LOOK_MAX = Duration.ofSeconds(60);
    static final Duration DRAIN_MAX = Duration.ofHours(6);

    /** A dead worker's activity is taken over after this. */
    static final Duration HEARTBEAT_MAX = Duration.ofSeconds(5);

    /** How long a cancel waits for slots that cannot be closed, before it closes the run and lists them. */
    static final Duration CANCEL_WAIT_MAX = Duration.ofMinutes(4);

    /** How long the update {@code pause} waits for the last slot to close before it answers what holds it. */
    static final Duration PAUSE_ANSWER_MAX = Duration.ofSeconds(60);

    /** How long a run waits for {@code approve}, and, with big-key policy ask, for {@code retryParked}. */
    static final Duration OPERATOR_WAIT_MAX = Duration.ofDays(7);

    /** How long slots stay open for a dead former target to come back before the run leaves them so and names them. */
    static final Duration HOLD_MAX = Duration.ofMinutes(10);

    /** How long a run waits to get a lost lock back. */
    static final Duration LOCK_RETAKE_MAX = Duration.ofSeconds(30);

    /** Rounds in which a run that has moved everything waits for nodes that it cannot ask: five minutes and the looks. */
    static final int VERIFY_ROUNDS_MAX = 35;

    static final Duration BACKOFF_FIRST = Duration.ofMillis(200);
    static final Duration BACKOFF_LAST = Duration.ofSeconds(10);

    /** Longest time a drain waits by itself for a silent node or its heir, before it says again what it waits for. */
    static final Duration PATIENCE_MAX = Duration.ofSeconds(30);

    /** Looks of a lane for a node that nobody knows, about 12 s in all: it may have been replaced, and its heir not be found yet. */
    static final int UNKNOWN_NODE_LOOKS = 6;

    private Limits() {}

    /** How long the drain of round {@code round} waits for a silent node: not at all at first, so that the reason is shown at once, then 1 s, doubling to 30 s. */
    static Duration patience(int round) {
        long millis = round == 0 ? 0 : 1_000L << Math.min(round - 1, 10);
        return Duration.ofMillis(Math.min(millis, PATIENCE_MAX.toMillis()));
    }

    /** Pause before round {@code round} of something that waits: doubles from 200 ms to 10 s. */
    static Duration backoff(int round) {
        long millis = BACKOFF_FIRST.toMillis() << Math.min(round, 10);
        return Duration.ofMillis(Math.min(millis, BACKOFF_LAST.toMillis()));
    }
}
