package io.slotferry.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What happened to clients on their way; shared by all of them. */
final class ClientCounters {

    private static final int TROUBLES_MAX = 10;

    final AtomicLong operations = new AtomicLong();
    final AtomicLong moved = new AtomicLong();
    final AtomicLong asked = new AtomicLong();
    final AtomicLong tryAgain = new AtomicLong();
    final AtomicLong unavailable = new AtomicLong();
    final AtomicLong connectionErrors = new AtomicLong();
    final AtomicLong givenUp = new AtomicLong();

    private final List<String> troubles = new ArrayList<>();

    /** Keeps the first few, in words. */
    synchronized void trouble(String text) {
        if (troubles.size() < TROUBLES_MAX) {
            troubles.add(text);
        }
    }

    synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }
}
