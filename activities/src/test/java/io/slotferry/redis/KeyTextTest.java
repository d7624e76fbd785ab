package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyTextTest {

    private static final byte[] KEY = KeyText.bytes("k");

    @Test
    void a_key_of_another_database_is_named_with_it() {
        assertThat(KeyText.of(KEY, 3)).isEqualTo("\"k\" of database 3");
        assertThat(KeyText.selecting(3)).startsWith("SELECT 3 first");
    }

    @Test
    void database_0_goes_without_saying() {
        assertThat(KeyText.of(KEY, 0)).isEqualTo("\"k\"").isEqualTo(KeyText.of(KEY));
        assertThat(KeyText.selecting(0)).isEmpty();
    }
}
