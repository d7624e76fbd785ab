package io.slotferry.redis;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotSet;
import io.slotferry.pacing.WaveSize;
import io.slotferry.slotmove.SlotMover;
import io.slotferry.slotmove.SlotStep;
import io.slotferry.workflow.WeighRequest;
import io.slotferry.workflow.Weighed;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Counts and weighs the next slots of a lane and cuts them into waves. Slots that must not be opened are found here, before they are. */
final class Weigher {

    /** Keys of one slot that are weighed one by one; a slot with more is taken as it looks so far. */
    private static final int KEYS_WEIGHED_MAX = 20_000;

    /** Keys of one slot that are weighed where no key can be too big. */
    private static final int KEYS_SAMPLED = 4;

    /** No key takes less of a server's memory than this, in bytes. */
    private static final long KEY_BYTES_MIN = 48;

    /** Slots listed in one pipeline. */
    private static final int CHUNK_SLOTS = 128;

    /** After so long the waves found so far are returned and the rest is weighed next time. */
    private static final long TIME_MAX_MS = 600;

    /** Largest payload a server takes with its default proto-max-bulk-len. */
    private static final long PAYLOAD_MAX_BYTES = 512L << 20;

    private static final long TIMEOUT_MS = 2_000;

    private final Session session;
    private final WeighRequest request;
    private final Session.Channel source;
    private final Scales scales;
    private final long started = System.nanoTime();
    private final List<Weighed.Weight> waves = new ArrayList<>();
    private final List<ParkedSlots> parked = new ArrayList<>();
    private SlotSet waveSlots = SlotSet.EMPTY;
    private SlotSet waveFilled = SlotSet.EMPTY;
    private long waveKeys;
    private long waveBytes;

    Weigher(Session session, WeighRequest request) {
        this.session = session;
        this.request = request;
        this.source = session.look(request.from());
        this.scales = new Scales(session, request.from());
    }

    Weighed run() {
        CrashPoint.BEFORE_WEIGHING.reach();
        if (targetFollowsSource()) {
            return new Weighed(List.of(), List.of(follower()));
        }
        MissingDatabases missing = new MissingDatabases(session, request.from(), request.to(), scales.databases());
        Scales atTarget = new Scales(session, request.to());
        SlotSet rest = request.candidates().lowest(request.openSlotsMax() * request.wavesMax());
        int keysMax = everyKeyCounts() ? KEYS_WEIGHED_MAX : KEYS_SAMPLED;
        List<Integer> stray = new ArrayList<>();
        List<Integer> resumed = new ArrayList<>();
        while (!rest.isEmpty() && !enough()) {
            SlotSet counted = rest.lowest(CHUNK_SLOTS);
            // Opened, these could neither be finished nor, with keys of other databases moved, go back.
            List<ParkedSlots> homeless = missing.among(counted);
            parked.addAll(homeless);
            counted = counted.minus(MissingDatabases.slots(homeless));
            rest = rest.minus(MissingDatabases.slots(homeless));
            if (counted.isEmpty()) {
                continue;
            }
            TreeMap<Integer, long[]> counts = scales.counts(counted);
            SlotSet chunk = counted.lowest(Scales.fitting(counts, keysMax));
            rest = rest.minus(chunk);
            long[] strays = atTarget.sums(chunk);
            List<Scales.Load> loads = scales.weigh(chunk, counts, keysMax);
            int[] slots = chunk.stream().toArray();
            for (int i = 0; i < slots.length && !enough(); i++) {
                if (strays[i] > 0 && !request.adopting() && !isOpen(slots[i])) {
                    stray.add(slots[i]);
                } else {
                    if (strays[i] > 0) {
                        resumed.add(slots[i]);
                    }
                    weigh(slots[i], loads.get(i));
                }
            }
        }
        closeWave();
        // The steps that follow have a second each, too little for many handshakes.
        int most = waves.stream().mapToInt(wave -> wave.slots().count()).max().orElse(0);
        session.controls(request.from(), most);
        session.controls(request.to(), most);
        if (!stray.isEmpty()) {
            parked.add(new ParkedSlots(
                    SlotSet.of(stray),
                    "the target already holds keys of these slots although it does not own them",
                    "run ./slotferry diagnose and compare the stray keys with the owner's before you move the slot"));
        }
        return new Weighed(
                waves,
                parked,
                HiddenKeys.resumed(session, request.from(), request.to(), SlotSet.of(resumed), request.adopting()));
    }

    /** A primary that gave its last slot became a replica of the node that took it, and counts that node's keys as its own. */
    private boolean targetFollowsSource() {
        return request.from()
                .equals(NodeProbe.view(session.look(request.to()).link())
                        .myself()
                        .primaryId());
    }

    private ParkedSlots follower() {
        return new ParkedSlots(
                request.candidates(),
                session.endpoint(request.to()) + " has become a replica of " + session.endpoint(request.from())
                        + " and cannot take slots from it",
                "make it a primary of its own again (CLUSTER RESET SOFT on it, then CLUSTER MEET), then move the slots");
    }

    /**
     * Whether a key could be too big for the policy. What the source uses, less the least its other keys can take, bounds its largest key; where even that one may move, a sample is enough and saves a command a key.
     */
    private boolean everyKeyCounts() {
        if (!request.bigKeyPolicy().equals("move")) {
            return true;
        }
        List<Reply> replies =
                source.link().pipeline(List.of(Request.of("INFO", "memory"), Request.of("DBSIZE")), TIMEOUT_MS);
        long used = Long.parseLong(NodeFacts.info(replies.get(0).text()).getOrDefault("used_memory_dataset", "0"));
        return used == 0 || refuses(used - replies.get(1).number() * KEY_BYTES_MIN);
    }

    private boolean enough() {
        // An adopted wave has no end of its own: what is weighed by then goes.
        boolean some = !waves.isEmpty() || (request.adopting() && !waveSlots.isEmpty());
        boolean late = System.nanoTime() - started > TIME_MAX_MS * 1_000_000 && some;
        return waves.size() >= request.wavesMax() || late;
    }

    private void weigh(int slot, Scales.Load load) {
        if (refuses(load.biggestBytes())) {
            park(slot, load);
        } else {
            add(slot, load.keys(), load.bytes());
        }
    }

    private void add(int slot, long keys, long bytes) {
        boolean canary = request.canary() && waves.isEmpty();
        long micros = WaveSize.drainMicros(waveKeys + keys, waveBytes + bytes, request.correctionPermille());
        boolean full = micros > request.waveMicrosMax()
                || waveSlots.count() >= request.openSlotsMax()
                || (request.waveKeysMax() > 0 && waveKeys + keys > request.waveKeysMax());
        if (full && !waveSlots.isEmpty()) {
            closeWave();
            if (enough()) {
                return;
            }
        }
        waveSlots = waveSlots.plus(SlotSet.of(slot));
        waveFilled = keys > 0 ? waveFilled.plus(SlotSet.of(slot)) : waveFilled;
        waveKeys += keys;
        waveBytes += bytes;
        if (canary) {
            closeWave();
        }
    }

    private void closeWave() {
        if (!waveSlots.isEmpty()) {
            waves.add(new Weighed.Weight(waveSlots, waveKeys, waveBytes, waveFilled));
            waveSlots = SlotSet.EMPTY;
            waveFilled = SlotSet.EMPTY;
            waveKeys = 0;
            waveBytes = 0;
        }
    }

    private boolean refuses(long bytes) {
        long stallMs = WaveSize.bigKeyMs(bytes);
        boolean never = stallMs > source.facts().nodeTimeoutMs() / 2 || bytes > PAYLOAD_MAX_BYTES;
        return never || (!request.bigKeyPolicy().equals("move") && stallMs > request.bigKeyStallMsMax());
    }

    private void park(int slot, Scales.Load load) {
        long bytes = load.biggestBytes();
        long stallMs = WaveSize.bigKeyMs(bytes);
        parked.add(new ParkedSlots(
                SlotSet.of(slot),
                "key " + KeyText.of(load.biggest(), load.database()) + " of slot " + slot + " takes " + (bytes >> 20)
                        + " MB; its MIGRATE may block the source for " + stallMs + " ms",
                stallMs > source.facts().nodeTimeoutMs() / 2
                        ? "split the key, or raise cluster-node-timeout above " + 2 * stallMs + " ms, and move again"
                        : "move it with bigKeys policy move, or a larger bigKeys.stallMsMax"));
    }

    /** A slot that is open between these two already may have keys on the target: it is being resumed. */
    private boolean isOpen(int slot) {
        return SlotView.observe(session, request.from(), request.to(), SlotSet.of(slot))
                .at(SlotMover::nextStep, SlotStep.BLOCKED)
                .isEmpty();
    }
}
