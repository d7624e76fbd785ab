package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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
            Connection refused: /127.0.0.1:6379 | no server seems to run there
            connection timed out after 2000 ms: /127.0.0.1:6379 | cannot be reached within 2 s
            """)
    void says_why_a_node_does_not_serve_us(String said, String read) {
        String sentence = WhyNoLink.sentence(
                NODE, CONFIG, new IllegalStateException("Unable to connect", new IllegalStateException(said)));

        assertThat(sentence).startsWith("127.0.0.1:6379 ").contains(read);
    }

    /** What a seed is asked again for, see {@link ClusterObserver}; a dead one is not waited for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            127.0.0.1:6379 accepts connections but does not answer within 2 s | true
            127.0.0.1:6379 did not answer within 2000 ms | true
            127.0.0.1:6379 is busy with a script | true
            127.0.0.1:6379 is still loading its data | true
            127.0.0.1:6379 refuses connections | false
            127.0.0.1:6379 cannot be reached within 2 s | false
            """)
    void tells_a_busy_node_from_a_dead_one(String sentence, boolean mayPass) {
        assertThat(WhyNoLink.mayPass(sentence)).isEqualTo(mayPass);
    }

    @Test
    void says_what_is_wrong_with_a_certificate() {
        assertThat(tls("/etc/ca.pem", new CertificateExpiredException("NotAfter: Fri Jan 01 00:00:00 UTC 2021")))
                .contains("has expired; renew it");
        assertThat(tls("/etc/ca.pem", new CertificateNotYetValidException("NotBefore: Fri Jan 01 00:00:00 UTC 2100")))
                .contains("is not valid yet");
        assertThat(tls("/etc/ca.pem", new CertificateException("PKIX path building failed")))
                .contains("tls.caFile names");
        assertThat(tls(null, new CertificateException("PKIX path building failed")))
                .contains("set tls.caFile");
        assertThat(tls("/etc/ca.pem", new CertificateException("No subject alternative names present")))
                .contains("is not for the name 127.0.0.1");
        assertThat(tls("/etc/ca.pem", new CertificateException("Could not parse certificate")))
                .contains("check that tls.caFile");
    }

    private static String tls(@Nullable String caFile, CertificateException error) {
        ClusterConfig.Tls tls = new ClusterConfig.Tls(caFile, null, null, true);
        ClusterConfig config = new ClusterConfig("test", List.of(NODE), NOBODY, NOBODY, tls, null, Map.of());
        return WhyNoLink.sentence(NODE, config, new IllegalStateException("handshake", error));
    }
}
