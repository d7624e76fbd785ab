package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    /** A warm-up that fails half-way archives half the classes, and nobody would notice but by a slower start. */
    @Test
    void everyCommandOfTheWarmUpSucceeds() throws IOException {
        assertThat(WarmUp.run()).isTrue();
    }
}
