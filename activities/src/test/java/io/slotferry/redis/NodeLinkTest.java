package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose MIGRATE is renamed or forbidden repeats the arguments it was given, a password among them. */
class NodeLinkTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR unknown command 'MIGRATE', with args beginning with: '10.0.0.7' '6379' '' '0' '7500' 'AUTH2' 'u' 'secret' ",
                "ERR unknown command `MIGRATE`, with args beginning with: `10.0.0.7`, `6379`, `AUTH`, `secret`, "
            })
    void an_error_does_not_repeat_what_was_sent(String error) {
        assertThat(NodeLink.withoutArguments(error))
                .startsWith("ERR unknown command")
                .doesNotContain("secret");
    }
}
