package io.slotferry.lab;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What live clients found wrong so far; shared by all of them. */
final class LiveFindings {

    private static final int EXAMPLES_MAX = 10;

    private final Set<String> lostKeys = new HashSet<>();
    private final List<String> examples = new ArrayList<>();
    private final AtomicLong wrongNil = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();

    synchronized void lost(String key, String how) {
        lostKeys.add(key);
        example(key + ": " + how);
    }

    void wrongNil(String key, String how) {
        wrongNil.incrementAndGet();
        example(key + ": nil, " + how);
    }

    void error(String key, RespError error) {
        errors.incrementAndGet();
        example(key + ": " + error.message());
    }

    private synchronized void example(String text) {
        if (examples.size() < EXAMPLES_MAX) {
            examples.add(text);
        }
    }

    synchronized long lost() {
        return lostKeys.size();
    }

    long wrongNil() {
        return wrongNil.get();
    }

    long errors() {
        return errors.get();
    }

    synchronized List<String> examples() {
        return List.copyOf(examples);
    }
}
