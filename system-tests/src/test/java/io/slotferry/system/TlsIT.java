package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Certificates;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LiveClients;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.Verdict;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS alone, client certificates, a locked default user, and two users with nothing but the printed ACL: the job is done as on an open cluster. */
@ExtendWith(Matrix.class)
class TlsIT {

    static Stream<ServerBinary> servers() {
        return Stack.chosenServers().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void moves_over_tls_with_the_minimal_acl(ServerBinary server, @TempDir Path folder) throws Exception {
        Stack stack = Stack.withWorker();
        Certificates certificates = Certificates.make(folder, "ip:127.0.0.1");
        try (LocalCluster cluster =
                Secured.cluster(server).replicasPerPrimary(1).tls(certificates).start()) {
            Secured secured = new Secured(cluster, folder).users();
            Keyspace keys = Keyspace.of(5_000, 13);
            keys.load(cluster);
            stack.worker().stop();
            stack.newWorker(secured.worker(tls(certificates.authority(), certificates.client())));
            String target = cluster.emptyPrimaries().get(0).address();
            try (LiveClients clients =
                    LiveClients.on(cluster).callsPerSecond(200).start()) {
                secured.forgetRefusals();

                Report report = stack.run(ReshardRequest.to(Secured.NAME, target, null, 1_000L));

                assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
                assertThat(report.slotsMoved()).isEqualTo(1_000);
                assertThat(secured.refusals()).isEmpty();
                clients.stop();
                Verdict verdict = clients.verify();
                assertThat(verdict.clean()).as(verdict.toString()).isTrue();
            }
            assertThat(keys.readBack(cluster).clean()).isTrue();
            assertThat(cluster.openMarks()).isEmpty();
        } finally {
            stack.worker().stop();
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @org.junit.jupiter.params.provider.ValueSource(booleans = {false, true})
    void what_cannot_be_verified_is_refused_in_words(boolean valkey, @TempDir Path folder) throws Exception {
        Stack stack = Stack.withWorker();
        Certificates certificates = Certificates.make(folder, "dns:node.example");
        Certificates strangers = Certificates.make(Files.createDirectory(folder.resolve("strangers")), "ip:127.0.0.1");
        try (LocalCluster cluster =
                Secured.cluster(Stack.server(valkey)).tls(certificates).start()) {
            Secured secured = new Secured(cluster, folder).users();
            ReshardRequest request = ReshardRequest.to(
                    Secured.NAME, cluster.emptyPrimaries().get(0).address(), "0-9", null);
            Map<String, String> before = Snapshot.of(cluster);
            Certificates.Pair client = certificates.client();

            refused(stack, secured, request, "name", tls(certificates.authority(), client));
            refused(stack, secured, request, "authority", tls(strangers.authority(), client));
            refused(
                    stack,
                    secured,
                    request,
                    "certificate",
                    "tls: {caFile: " + certificates.authority() + ", verifyHost: false}");
            refused(stack, secured, request, "TLS", "# no tls");
            stack.worker().stop();
            String trusting = tls(certificates.authority(), client).replace("}", ", verifyHost: false}");
            stack.newWorker(secured.worker(trusting));

            assertThat(Snapshot.of(cluster)).isEqualTo(before);
            assertThat(stack.run(request).state()).isEqualTo(RunState.SUCCEEDED);
        } finally {
            stack.worker().stop();
        }
    }

    private static void refused(Stack stack, Secured secured, ReshardRequest request, String word, String tls)
            throws Exception {
        stack.worker().stop();
        stack.newWorker(secured.worker(tls));

        ApplicationFailure failure = stack.refusal(request);

        assertThat(failure.getType()).isEqualTo(FailureTypes.CLUSTER_UNREACHABLE);
        assertThat(failure.getOriginalMessage())
                .as(tls)
                .contains("127.0.0.1:")
                .contains(word)
                .hasSizeLessThanOrEqualTo(300);
    }

    static String tls(Path authority, Certificates.Pair client) {
        return "tls: {caFile: " + authority + ", certFile: " + client.cert() + ", keyFile: " + client.key() + "}";
    }
}
