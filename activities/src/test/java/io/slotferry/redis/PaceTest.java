package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long PER_SECOND = 1_000;

    private final Pace pace = new Pace();

    @Test
    void the_first_keys_go_at_once_and_the_next_when_these_are_paid_for() {
        assertThat(waitAt(0)).isZero();
        sentAt(0, 100);
        assertThat(waitAt(0)).isEqualTo(100);
        assertThat(waitAt(40)).isEqualTo(60);
        assertThat(waitAt(100)).isZero();
    }

    @Test
    void time_in_which_nothing_moved_is_made_up_for() {
        sentAt(0, 100);
        sentAt(500, 400);
        assertThat(waitAt(500)).isZero();
        sentAt(500, 100);
        assertThat(waitAt(500)).isEqualTo(100);
    }

    @Test
    void but_never_more_than_a_second_of_it() {
        sentAt(0, 100);
        sentAt(60_000, 1_000);
        assertThat(waitAt(60_000)).isZero();
        sentAt(60_000, 1);
        assertThat(waitAt(60_000)).isEqualTo(1);
    }

    @Test
    void what_is_owed_is_paid_at_the_pace_of_now() {
        sentAt(0, 100);
        assertThat(pace.waitNanos(10_000, at(0))).isEqualTo(at(10));
        assertThat(pace.waitNanos(100, at(0))).isEqualTo(at(1_000));
    }

    /** System.nanoTime may be anything, also below zero. */
    @Test
    void it_does_not_matter_where_the_clock_begins() {
        assertThat(waitAt(-50_000)).isZero();
        sentAt(-50_000, 10);
        assertThat(waitAt(-50_000)).isEqualTo(10);
    }

    private void sentAt(long millis, int keys) {
        pace.sent(keys, PER_SECOND, at(millis));
    }

    private long waitAt(long millis) {
        return TimeUnit.NANOSECONDS.toMillis(pace.waitNanos(PER_SECOND, at(millis)));
    }

    private static long at(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
