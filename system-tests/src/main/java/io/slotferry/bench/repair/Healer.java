package io.slotferry.bench.repair;

import io.slotferry.gallery.Patient;
import java.time.Duration;

/** Somebody who mends a broken cluster in its own way. */
interface Healer {

    String name();

    /**
     * Does what it can, asks nobody (every question is answered with yes), and returns what it took.
     *
     * @param seed the node it is told of
     */
    Duration heal(Patient patient, String seed);
}
