package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Certificates;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LiveClients;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.Ports;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.TcpProxy;
import io.slotferry.lab.Verdict;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes that announce addresses which are not the worker's way in: the worker goes its own way, MIGRATE the source's. */
@ExtendWith(Matrix.class)
class AddressIT {

    private static final String INSIDE = "127.0.0.2";

    static Stream<ServerBinary> servers() {
        return Stack.chosenServers().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void the_worker_takes_the_address_map_and_migrate_the_announced_address(ServerBinary server, @TempDir Path folder)
            throws Exception {
        Stack stack = Stack.withWorker();
        // Between nodes: announced port to the one that is listened on. From the worker: a port of its own for each.
        Map<Integer, TcpProxy> inside = new LinkedHashMap<>();
        Map<Integer, TcpProxy> outside = new LinkedHashMap<>();
        Map<Integer, Integer> announced = new LinkedHashMap<>();
        Map<Integer, Integer> reached = new LinkedHashMap<>();
        try (LocalCluster cluster = Secured.cluster(server)
                .replicasPerPrimary(1)
                .host(INSIDE)
                .nodeConfig(port -> {
                    announced.put(port, Ports.free());
                    reached.put(port, Ports.free());
                    inside.put(port, TcpProxy.start(INSIDE, announced.get(port), INSIDE, port));
                    outside.put(port, TcpProxy.start("127.0.0.1", reached.get(port), INSIDE, port));
                    return Map.of("cluster-announce-ip", INSIDE, "cluster-announce-port", "" + announced.get(port));
                })
                .start()) {
            Secured secured = new Secured(cluster, folder).users();
            Keyspace keys = Keyspace.of(3_000, 17);
            keys.load(cluster);
            String addresses = announced.keySet().stream()
                    .map(port ->
                            "\"" + INSIDE + ":" + announced.get(port) + "\": \"127.0.0.1:" + reached.get(port) + "\"")
                    .collect(Collectors.joining(", ", "addresses: {", "}"));
            LabNode target = cluster.emptyPrimaries().get(0);
            stack.worker().stop();
            stack.newWorker(secured.workerAt(
                    "127.0.0.1:" + reached.get(cluster.nodes().get(0).port()), addresses));
            try (LiveClients clients =
                    LiveClients.on(cluster).callsPerSecond(200).start()) {

                Report report = stack.run(
                        ReshardRequest.to(Secured.NAME, "127.0.0.1:" + reached.get(target.port()), null, 1_000L));

                assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
                assertThat(report.plan())
                        .allSatisfy(move -> assertThat(move.to()).isEqualTo(target.id()));
                clients.stop();
                Verdict verdict = clients.verify();
                assertThat(verdict.clean()).as(verdict.toString()).isTrue();
            }
            assertThat(inside.get(target.port()).heard("RESTORE-ASKING")).isTrue();
            assertThat(outside.get(target.port()).heard("RESTORE-ASKING\r\n$5")).isFalse();
            assertThat(outside.values())
                    .allSatisfy(proxy -> assertThat(proxy.heard("slotferry:")).isTrue());
            assertThat(inside.values())
                    .allSatisfy(proxy -> assertThat(proxy.heard("slotferry:")).isFalse());
            assertThat(keys.readBack(cluster).clean()).isTrue();
            assertThat(cluster.openMarks()).isEmpty();
        } finally {
            inside.values().forEach(TcpProxy::close);
            outside.values().forEach(TcpProxy::close);
            stack.worker().stop();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void a_line_of_the_map_that_leads_to_another_node_is_named(ServerBinary server, @TempDir Path folder)
            throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Secured.cluster(server).start()) {
            Secured secured = new Secured(cluster, folder).users();
            LabNode seen = cluster.nodes().get(0);
            LabNode hidden = cluster.nodes().get(1);
            stack.worker().stop();
            stack.newWorker(secured.worker("addresses: {\"" + hidden.address() + "\": \"" + seen.address() + "\"}"));

            Report report =
                    Stack.result(stack.start("Diagnose", Stack.newId("misled"), Map.of("cluster", Secured.NAME)));

            assertThat(report.findings())
                    .filteredOn(finding -> finding.code().equals("node-unreachable"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(String.join(", ", finding.nodes())).startsWith(hidden.address() + " (");
                        assertThat(finding.sentence())
                                .contains("\"addresses\" sends us to " + seen.address())
                                .doesNotContain("clients cannot use");
                        assertThat(finding.next())
                                .startsWith("Correct its line")
                                .doesNotContain("Start it");
                    });
        } finally {
            stack.worker().stop();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void moves_on_ipv6(ServerBinary server) throws Exception {
        assumeTrue(hasIpv6(), "this machine has no ::1");
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(server)
                .host("::1")
                .primaries(3)
                .replicasPerPrimary(1)
                .emptyPrimaries(1)
                .start()) {
            Keyspace keys = Keyspace.of(3_000, 19);
            keys.load(cluster);
            LabNode target = cluster.emptyPrimaries().get(0);

            Report report = stack.run(ReshardRequest.to(cluster.seed(), target.address(), null, 1_000L));

            assertThat(target.address()).startsWith("[::1]:");
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(keys.readBack(cluster).clean()).isTrue();
            assertThat(cluster.openMarks()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void hostnames_are_dialed_where_the_cluster_prefers_them(ServerBinary server, @TempDir Path folder)
            throws Exception {
        assumeTrue(server.major() >= 7, "Redis 6.2 announces no hostnames");
        Stack stack = Stack.withWorker();
        // The certificate is for the name alone, so that only a worker that dials the name gets in.
        Certificates certificates = Certificates.make(folder, "dns:localhost");
        try (LocalCluster cluster = Secured.cluster(server)
                .tls(certificates)
                .config("cluster-announce-hostname", "localhost")
                .config("cluster-preferred-endpoint-type", "hostname")
                .start()) {
            Secured secured = new Secured(cluster, folder).users();
            LabNode target = cluster.emptyPrimaries().get(0);
            String seed = "localhost:" + cluster.nodes().get(0).port();
            String tls = TlsIT.tls(certificates.authority(), certificates.client());
            stack.worker().stop();
            stack.newWorker(secured.workerOf(
                    Secured.entry("by-ip", seed, tls, "preferHostnames: false"), Secured.entry("by-name", seed, tls)));
            String name = "localhost:" + target.port();

            ApplicationFailure refused = stack.refusal(ReshardRequest.to("by-ip", name, "0-99", null));
            Report report = stack.run(ReshardRequest.to("by-name", name, "0-99", null));

            assertThat(refused.getType()).isEqualTo(FailureTypes.CLUSTER_UNREACHABLE);
            assertThat(refused.getOriginalMessage())
                    .contains("A seed answers", "preferHostnames", "is not for the name 127.0.0.1")
                    .hasSizeLessThanOrEqualTo(300);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
        } finally {
            stack.worker().stop();
        }
    }

    /** Both kinds of port open: MIGRATE goes by tls-cluster, not by how the worker came. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void a_plain_worker_lets_migrate_go_by_tls(ServerBinary server, @TempDir Path folder) throws Exception {
        assumeTrue(server.major() >= 7, "Redis 6.2 does not tell both ports");
        Stack stack = Stack.withWorker();
        Certificates certificates = Certificates.make(folder, "ip:127.0.0.1");
        try (LocalCluster cluster =
                bothPorts(server, certificates, "yes", new LinkedHashMap<>()).start()) {
            Keyspace keys = Keyspace.of(3_000, 23);
            keys.load(cluster);

            Report report = stack.run(ReshardRequest.to(
                    cluster.seed(), cluster.emptyPrimaries().get(0).address(), null, 500L));

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void a_worker_with_tls_lets_migrate_go_plain(ServerBinary server, @TempDir Path folder) throws Exception {
        boolean tellsTls = server.valkey() || server.major() > 7 || (server.major() == 7 && server.minor() >= 2);
        assumeTrue(tellsTls, "before 7.2 a TLS client is told plain ports");
        Stack stack = Stack.withWorker();
        Certificates certificates = Certificates.make(folder, "ip:127.0.0.1");
        Map<Integer, Integer> tlsPorts = new LinkedHashMap<>();
        try (LocalCluster cluster =
                bothPorts(server, certificates, "no", tlsPorts).start()) {
            Secured secured = new Secured(cluster, folder).users();
            Keyspace keys = Keyspace.of(3_000, 29);
            keys.load(cluster);
            LabNode target = cluster.emptyPrimaries().get(0);
            String seed = "127.0.0.1:" + tlsPorts.get(cluster.nodes().get(0).port());
            stack.worker().stop();
            stack.newWorker(secured.workerAt(seed, TlsIT.tls(certificates.authority(), certificates.client())));

            Report report = stack.run(ReshardRequest.to(Secured.NAME, target.id(), null, 500L));

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        } finally {
            stack.worker().stop();
        }
    }

    private static LocalCluster.Builder bothPorts(
            ServerBinary server, Certificates certificates, String tlsCluster, Map<Integer, Integer> tlsPorts) {
        return LocalCluster.of(server)
                .primaries(3)
                .emptyPrimaries(1)
                .replicasPerPrimary(1)
                .nodeConfig(port -> {
                    tlsPorts.put(port, Ports.free());
                    Map<String, String> lines = certificates.serverLines();
                    lines.put("tls-cluster", tlsCluster);
                    lines.put("tls-replication", tlsCluster);
                    lines.put("tls-port", "" + tlsPorts.get(port));
                    lines.put("cluster-port", "" + (port + Ports.BUS));
                    return lines;
                });
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
