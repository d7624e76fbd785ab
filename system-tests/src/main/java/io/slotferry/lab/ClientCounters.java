package io.slotferry.lab;

import java.util.concurrent.atomic.AtomicLong;

/** What happened to clients on their way; shared by all of them. */
final class ClientCounters {

    final AtomicLong operations = new AtomicLong();
    final AtomicLong moved = new AtomicLong();
    final AtomicLong asked = new AtomicLong();
    final AtomicLong tryAgain = new AtomicLong();
    final AtomicLong unavailable = new AtomicLong();
    final AtomicLong connectionErrors = new AtomicLong();
    final AtomicLong givenUp = new AtomicLong();
}
