package io.slotferry.worker;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A Temporal that says once that it is there and is away from then on: a server that dies while a worker starts. */
final class DyingTemporal extends WorkflowServiceGrpc.WorkflowServiceImplBase implements AutoCloseable {

    private final AtomicInteger asked = new AtomicInteger();
    private final Server server;

    private DyingTemporal(int port) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(this)
                .build()
                .start();
    }

    static DyingTemporal afterOneAnswer(int port) throws IOException {
        return new DyingTemporal(port);
    }

    @Override
    public void getSystemInfo(GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> to) {
        to.onNext(GetSystemInfoResponse.getDefaultInstance());
        to.onCompleted();
    }

    @Override
    public void describeNamespace(DescribeNamespaceRequest request, StreamObserver<DescribeNamespaceResponse> to) {
        if (asked.getAndIncrement() > 0) {
            to.onError(Status.UNAVAILABLE.withDescription("gone").asRuntimeException());
            return;
        }
        to.onNext(DescribeNamespaceResponse.getDefaultInstance());
        to.onCompleted();
    }

    @Override
    public void close() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination();
    }
}
