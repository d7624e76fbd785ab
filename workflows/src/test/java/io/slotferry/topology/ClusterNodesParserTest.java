package io.slotferry.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotferry.contract.SlotSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterNodesParserTest {

    private static final String A = "07c37dfeb235213a872192d90877d0cd55635b91";
    private static final String B = "67ed2db8d677e59ec4a4cefb06858cf2a1a89fa1";
    private static final String REST = " myself,master - 0 0 1 connected";

    private static Node only(String line) {
        return ClusterNodesParser.parse(line).myself();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1:7001@17001|127.0.0.1|7001|",
                "127.0.0.1:7001@17001,|127.0.0.1|7001|",
                "127.0.0.1:7001@17001,node-a.example|127.0.0.1|7001|node-a.example",
                "127.0.0.1:7001@17001,,tls-port=0,shard-id=abc|127.0.0.1|7001|",
                "127.0.0.1:7001@17001,shard-id=abc|127.0.0.1|7001|",
                "127.0.0.1:7001@17001,h,tls-port=0|127.0.0.1|7001|h",
                "127.0.0.1:7001|127.0.0.1|7001|",
                ":7001@17001|''|7001|",
                ":0@0|''|0|",
                "::1:7001@17001|::1|7001|",
                "[2001:db8::1]:7001@17001,h|2001:db8::1|7001|h",
                "?:7001@17001|?|7001|",
            })
    void readsAddresses(String field, String host, int port, String hostname) {
        Node node = only(A + " " + field + REST);

        assertThat(node.host()).isEqualTo(host);
        assertThat(node.port()).isEqualTo(port);
        assertThat(node.hostname()).isEqualTo(hostname);
    }

    @Test
    void writesIpv6AddressesWithBrackets() {
        assertThat(only(A + " ::1:7001@17001" + REST).address()).isEqualTo("[::1]:7001");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "master|true|false|",
                "primary|true|false|",
                "slave|false|true|",
                "replica|false|true|",
                "master,fail?|true|false|PFAIL",
                "master,fail|true|false|FAIL",
                "slave,fail,noaddr|false|true|FAIL,NOADDR",
                "handshake|false|false|HANDSHAKE",
                "handshake,noaddr|false|false|HANDSHAKE,NOADDR",
                "noflags|false|false|",
                "master,nofailover|true|false|NOFAILOVER",
                "master,from-the-future|true|false|",
            })
    void readsRolesAndFlags(String words, boolean primary, boolean replica, String flags) {
        String line = B + " h:7002@17002 " + words + " " + (replica ? A : "-") + " 0 0 3 disconnected";

        Node node = ClusterNodesParser.parse(A + " h:7001@17001" + REST + "\n" + line)
                .node(B)
                .orElseThrow();

        assertThat(node.primary()).isEqualTo(primary);
        assertThat(node.replica()).isEqualTo(replica);
        assertThat(node.primaryId()).isEqualTo(replica ? A : null);
        assertThat(String.join(",", node.flags().stream().map(Enum::name).toList()))
                .isEqualTo(flags == null ? "" : flags);
        assertThat(node.linkUp()).isFalse();
        assertThat(node.myself()).isFalse();
        assertThat(node.configEpoch()).isEqualTo(3);
    }

    @Test
    void aReplicaThatLostItsPrimaryStaysAReplica() {
        Node node = only(A + " h:7001@17001 myself,slave - 0 0 0 connected");

        assertThat(node.replica()).isTrue();
        assertThat(node.primary()).isFalse();
    }

    @Test
    void readsSlotsAndSeveralMarksAndIgnoresTheRest() {
        Node node = only(A + " h:1@2" + REST + " 0-5 7 100-16383 later=1 [609->-" + B + "] [610-<-" + B + "] [x] [1->-"
                + B + "]   \r\n\r\n");

        assertThat(node.slots()).isEqualTo(SlotSet.parse("0-5,7,100-16383"));
        assertThat(node.marks())
                .containsExactly(
                        new OpenMark(609, OpenMark.Direction.MIGRATING, B),
                        new OpenMark(610, OpenMark.Direction.IMPORTING, B),
                        new OpenMark(1, OpenMark.Direction.MIGRATING, B));
    }

    @Test
    void keepsTheOrderOfLines() {
        ClusterView view =
                ClusterNodesParser.parse(B + " h:2@3 master - 0 0 2 connected\r\n" + A + " h:1@2" + REST + "\r\n");

        assertThat(view.nodes()).extracting(Node::id).isEqualTo(List.of(B, A));
        assertThat(view.myself().id()).isEqualTo(A);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "ERR This instance has cluster support disabled",
                "<html><body>400 Bad Request</body></html>",
                A + " h:1@2 master - 0 0 1 connected",
                A + " h:1@2" + REST + "\n" + B + " h:2@3" + REST,
                A + " h:1@2 myself,master - 0 0 1",
                A + " h:1@2 myself,master - 0 0 epoch connected",
                A + " h:port@2" + REST,
                A + " nocolon" + REST,
                A + " h:1@2" + REST + " 16384",
                A + " h:1@2" + REST + " 5-3",
                A + " h:1@2" + REST + " [16384->-" + B + "]",
            })
    void refusesNonsenseWithOneSentence(String text) {
        assertThatThrownBy(() -> ClusterNodesParser.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .hasSizeBetween(20, 300)
                .doesNotContain("\n", "Exception", "java.");
    }
}
