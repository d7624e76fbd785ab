package io.slotferry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerVersionTest {

    @Test
    void valkeyIsNotTakenForTheRedisItClaimsToBe() {
        assertThat(ServerVersion.of(Map.of("redis_version", "7.2.4", "valkey_version", "9.1.2")))
                .hasToString("Optional[Valkey 9.1.2]");
    }

    @Test
    void readsRedisAndReleaseCandidates() {
        assertThat(ServerVersion.of(Map.of("redis_version", "6.2.11"))).hasToString("Optional[Redis 6.2.11]");
        assertThat(ServerVersion.of(Map.of("redis_version", "8.0-rc1"))).hasToString("Optional[Redis 8.0.0]");
    }

    @Test
    void doesNotGuess() {
        assertThat(ServerVersion.of(Map.of())).isEmpty();
        assertThat(ServerVersion.of(Map.of("redis_version", "unstable"))).isEmpty();
    }

    @Test
    void compares() {
        ServerVersion version =
                ServerVersion.of(Map.of("redis_version", "7.2.4")).orElseThrow();
        assertThat(version.atLeast(7, 2)).isTrue();
        assertThat(version.atLeast(6, 9)).isTrue();
        assertThat(version.atLeast(7, 3)).isFalse();
        assertThat(version.atLeast(8, 0)).isFalse();
    }
}
