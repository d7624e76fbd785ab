package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Await;
import io.slotferry.lab.Certificates;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.Ports;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.TcpProxy;
import io.slotferry.lab.WorkerProcess;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to Temporal: mutual TLS and API key come from the environment that the temporal command reads too. A dev server has no TLS, so one end of it is ours here. */
class TemporalTlsIT {

    private static final String API_KEY = "key-of-the-lab-51f0c3";
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Test
    void a_run_goes_through_mutual_tls(@TempDir Path folder) throws Exception {
        Stack stack = Stack.withWorker();
        Certificates certificates = Certificates.make(folder, "dns:temporal.example");
        int port = Ports.free();
        String[] target = stack.temporalAddress().split(":", 2);
        try (TcpProxy proxy = TcpProxy.tls(certificates, port, target[0], Integer.parseInt(target[1]));
                LocalCluster cluster = Stack.cluster(RedisServers.any())) {
            Map<String, String> environment = tls(certificates, port);
            stack.worker().stop();
            WorkerProcess worker = stack.newWorker(environment);

            RunState state = stack.run(ReshardRequest.to(
                            cluster.seed(), cluster.emptyPrimaries().get(0).address(), "0-99", null))
                    .state();

            assertThat(state).isEqualTo(RunState.SUCCEEDED);
            assertThat(proxy.heard("PRI * HTTP/2")).isTrue();
            worker.stop();
            environment.remove("TEMPORAL_TLS_SERVER_NAME");
            try (WorkerProcess distrustful = stack.beginWorker(environment)) {
                Await.until("the worker to refuse the certificate", Duration.ofSeconds(30), () -> Files.readString(
                                distrustful.log())
                        .contains("cannot reach Temporal"));
                assertThat(distrustful.isReady()).isFalse();
            }
        } finally {
            stack.worker().stop();
        }
    }

    @Test
    void the_api_key_goes_to_temporal_and_nowhere_else(@TempDir Path folder) throws Exception {
        Stack stack = Stack.withWorker();
        Certificates certificates = Certificates.make(folder, "dns:temporal.example");
        int port = Ports.free();
        List<String> shown = new CopyOnWriteArrayList<>();
        Server server = NettyServerBuilder.forPort(
                        port,
                        TlsServerCredentials.newBuilder()
                                .keyManager(
                                        certificates.server().cert().toFile(),
                                        certificates.server().key().toFile())
                                .trustManager(certificates.authority().toFile())
                                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                                .build())
                .addService(ServerInterceptors.intercept(new OneNamespace(), new Listening(shown)))
                .build()
                .start();
        Map<String, String> environment = tls(certificates, port);
        environment.put("TEMPORAL_API_KEY", API_KEY);
        environment.put("SLOTFERRY_LOG", "TRACE");
        try (WorkerProcess worker = stack.beginWorker(environment)) {
            Await.until("the worker to show its key", Duration.ofSeconds(30), () -> !shown.isEmpty());

            assertThat(shown).contains("Bearer " + API_KEY);
            assertThat(new SecretSearch(List.of(API_KEY))
                            .processes()
                            .files(worker.log())
                            .found())
                    .isEmpty();
        } finally {
            server.shutdownNow();
        }
    }

    private static Map<String, String> tls(Certificates certificates, int port) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("TEMPORAL_ADDRESS", "127.0.0.1:" + port);
        environment.put("TEMPORAL_TLS", "true");
        environment.put(
                "TEMPORAL_TLS_SERVER_CA_CERT_PATH", certificates.authority().toString());
        environment.put(
                "TEMPORAL_TLS_CLIENT_CERT_PATH", certificates.client().cert().toString());
        environment.put(
                "TEMPORAL_TLS_CLIENT_KEY_PATH", certificates.client().key().toString());
        environment.put("TEMPORAL_TLS_SERVER_NAME", "temporal.example");
        return environment;
    }

    /** As much of a Temporal service as a worker asks for first. */
    private static final class OneNamespace extends WorkflowServiceGrpc.WorkflowServiceImplBase {
        @Override
        public void describeNamespace(
                DescribeNamespaceRequest request, StreamObserver<DescribeNamespaceResponse> answer) {
            answer.onNext(DescribeNamespaceResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }

    private record Listening(List<String> shown) implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String authorization = headers.get(AUTHORIZATION);
            if (authorization != null) {
                shown.add(authorization);
            }
            return next.startCall(call, headers);
        }
    }
}
