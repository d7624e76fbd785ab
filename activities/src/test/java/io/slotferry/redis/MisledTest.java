package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.topology.ClusterNodesParser;
import io.slotferry.topology.NodeObservation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MisledTest {

    private static final String A = "a".repeat(40);
    private static final String B = "b".repeat(40);
    private static final Endpoint AT_A = new Endpoint("10.0.0.1", 6379);
    private static final Endpoint AT_B = new Endpoint("10.0.0.2", 6379);
    private static final Endpoint TUNNEL = new Endpoint("127.0.0.1", 7001);
    private static final Map<String, Endpoint> ASKED = Map.of(A, AT_A, B, AT_B);

    @Test
    void twoLinesOfTheMapToOneAddressAreNamed() {
        ClusterConfig config = mapped(Map.of(AT_A, TUNNEL, AT_B, TUNNEL));

        NodeObservation right = Misled.checked(config, ASKED, answer(AT_A, A));
        NodeObservation wrong = Misled.checked(config, ASKED, answer(AT_B, A));

        assertThat(right.reachable()).isTrue();
        assertThat(wrong.reachable()).isFalse();
        assertThat(wrong.address()).isEqualTo("10.0.0.2:6379");
        assertThat(wrong.error()).contains("\"addresses\" sends us to 127.0.0.1:7001, where another node answers");
    }

    @Test
    void withoutAMapTheNodesThemselvesAnnounceOneAddress() {
        assertThat(Misled.checked(mapped(Map.of()), ASKED, answer(AT_B, A)).reachable())
                .isTrue();
    }

    /** It was reset or replaced: what it says is news. */
    @Test
    void aNodeThatNobodyAnnouncesElsewhereIsHeard() {
        ClusterConfig config = mapped(Map.of(AT_A, TUNNEL));

        assertThat(Misled.checked(config, ASKED, answer(AT_A, "c".repeat(40))).reachable())
                .isTrue();
    }

    @Test
    void whoDoesNotAnswerKeepsItsError() {
        NodeObservation silent = NodeObservation.unreachable("10.0.0.2:6379", "10.0.0.2:6379 refuses");

        assertThat(Misled.checked(mapped(Map.of(AT_B, TUNNEL)), ASKED, silent)).isSameAs(silent);
    }

    private static ClusterConfig mapped(Map<Endpoint, Endpoint> addresses) {
        return new ClusterConfig("prod", List.of(AT_A), Credentials.NONE, Credentials.NONE, null, null, addresses);
    }

    private static NodeObservation answer(Endpoint asked, String id) {
        String nodes = id + " " + AT_A + "@16379 myself,master - 0 0 1 connected 0-5460\n";
        return new NodeObservation(
                asked.toString(),
                null,
                ClusterNodesParser.parse(nodes),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
