package io.slotferry.cli;

import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The one network thread of a command, ended with it. The library's own threads live on for a second, and the virtual machine waits 300 ms for a thread that sits in the operating system's poll before it exits.
 */
final class NetworkThread implements AutoCloseable {

    private static final long END_LIMIT_MS = 200;

    /** The JDK's selector: the native one has a library to unpack first. */
    private final NioEventLoopGroup loop =
            new NioEventLoopGroup(1, new DefaultThreadFactory("slotferry-network", true));

    void serve(ManagedChannelBuilder<?> channel) {
        if (channel instanceof NettyChannelBuilder netty) {
            netty.eventLoopGroup(loop).channelType(NioSocketChannel.class);
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(END_LIMIT_MS);
    }
}
