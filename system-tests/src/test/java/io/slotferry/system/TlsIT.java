package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Certificates;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LiveClients;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.Verdict;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
                if (server.valkey() && server.major() >= 9) {
                    movesNatively(stack, target);
                }
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

    /** The source logs in at the target as its replicas do. */
    private static void movesNatively(Stack stack, String target) throws Exception {
        Report report = stack.run(Requests.by("atomic", Secured.NAME, target, null, 500L, TlsIT.class));

        assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
        assertThat(report.slotsMoved()).isEqualTo(500);
        assertThat(report.notes()).noneMatch(note -> note.contains("key by key"));
    }

    @Test
    void what_cannot_be_verified_is_refused_in_words(@TempDir Path folder) throws Exception {
        Stack stack = Stack.withWorker();
        Certificates certificates = Certificates.make(folder, "dns:node.example");
        Certificates strangers = Certificates.make(Files.createDirectory(folder.resolve("strangers")), "ip:127.0.0.1");
        Certificates.Pair client = certificates.client();
        String good = tls(certificates.authority(), client);
        try (LocalCluster cluster =
                Secured.cluster(Stack.chosenServers().get(0)).tls(certificates).start()) {
            Secured secured = new Secured(cluster, folder).users();
            Map<String, String> before = Snapshot.of(cluster);
            stack.worker().stop();
            stack.newWorker(secured.workerOf(
                    Secured.entry("other-name", cluster.seed(), good),
                    Secured.entry("other-authority", cluster.seed(), tls(strangers.authority(), client)),
                    Secured.entry(
                            "no-certificate",
                            cluster.seed(),
                            "tls: {caFile: " + certificates.authority() + ", verifyHost: false}"),
                    Secured.entry("plain", cluster.seed()),
                    Secured.entry("trusting", cluster.seed(), good.replace("}", ", verifyHost: false}"))));
            String target = cluster.emptyPrimaries().get(0).address();

            refused(stack, "other-name", target, "not for the name 127.0.0.1");
            refused(stack, "other-authority", target, "not signed by an authority");
            refused(stack, "no-certificate", target, "if it wants a client certificate");
            refused(stack, "plain", target, "if it speaks TLS only");
            assertThat(Snapshot.of(cluster)).isEqualTo(before);
            assertThat(stack.run(ReshardRequest.to("trusting", target, "0-9", null))
                            .state())
                    .isEqualTo(RunState.SUCCEEDED);
        } finally {
            stack.worker().stop();
        }
    }

    @Test
    void a_certificate_that_has_expired_is_called_that_and_harms_no_client(@TempDir Path folder) throws Exception {
        Stack stack = Stack.withWorker();
        Certificates certificates = Certificates.make(folder, "ip:127.0.0.1");
        Certificates.Pair expired = certificates.expired("ip:127.0.0.1");
        try (LocalCluster cluster =
                Secured.cluster(Stack.chosenServers().get(0)).tls(certificates).start()) {
            Secured secured = new Secured(cluster, folder).users();
            LabNode node = cluster.primaries().get(1);
            stack.worker().stop();
            stack.newWorker(secured.worker(tls(certificates.authority(), certificates.client())));
            cluster.ask(
                    node,
                    "CONFIG",
                    "SET",
                    "tls-key-file",
                    expired.key().toString(),
                    "tls-cert-file",
                    expired.cert().toString());

            Report report =
                    Stack.result(stack.start("Diagnose", Stack.newId("expired"), Map.of("cluster", Secured.NAME)));

            assertThat(report.findings())
                    .filteredOn(found -> found.code().equals("node-unreachable"))
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.sentence())
                                .contains(node.address(), "its certificate has expired")
                                .doesNotContain("clients cannot use");
                        assertThat(found.next()).startsWith("Renew it");
                    });
        } finally {
            stack.worker().stop();
        }
    }

    private static void refused(Stack stack, String cluster, String target, String words) throws Exception {
        ApplicationFailure failure = stack.refusal(ReshardRequest.to(cluster, target, "0-9", null));
        if (failure.getOriginalMessage().matches(".*(cannot be reached|does not answer) within.*")) {
            // The machine stood still for longer than a connection may take: that says nothing of TLS.
            failure = stack.refusal(ReshardRequest.to(cluster, target, "0-9", null));
        }

        assertThat(failure.getType()).isEqualTo(FailureTypes.CLUSTER_UNREACHABLE);
        assertThat(failure.getOriginalMessage())
                .as(cluster)
                .contains("127.0.0.1:")
                .contains(words)
                .hasSizeLessThanOrEqualTo(300);
    }

    static String tls(Path authority, Certificates.Pair client) {
        return "tls: {caFile: " + authority + ", certFile: " + client.cert() + ", keyFile: " + client.key() + "}";
    }
}
