package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers and the library say (Lettuce 7.7), and what an operator reads. */
class WhyNoLinkTest {

    private static final Endpoint NODE = new Endpoint("127.0.0.1", 6379);
    private static final Credentials NOBODY = new Credentials(null, null);
    private static final ClusterConfig CONFIG =
            new ClusterConfig("test", List.of(NODE), NOBODY, NOBODY, null, null, Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE. | busy with a script
            BUSY Valkey is busy running a script. You can only call FUNCTION KILL or SHUTDOWN NOSAVE. | busy with a script
            ERR max number of clients reached | maxclients
            Connection initialization timed out after 2 second(s) | CLIENT PAUSE
            LOADING Redis is loading the dataset in memory | loading
            Connection refused: /127.0.0.1:6379 | is the server running there
            connection timed out after 2000 ms: /127.0.0.1:6379 | cannot be reached within 2 s
            """)
    void says_why_a_node_does_not_serve_us(String said, String read) {
        String sentence = WhyNoLink.sentence(
                NODE, CONFIG, new IllegalStateException("Unable to connect", new IllegalStateException(said)));

        assertThat(sentence).startsWith("127.0.0.1:6379 ").contains(read);
    }
}
