package io.slotferry.cli;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** What the launcher runs once after a build, to record which classes a command needs: the next ones start from that archive. */
final class WarmUp {

    private WarmUp() {}

    public static void main(String[] args) throws IOException {
        boolean good = run();
        // The library keeps threads that would hold the process for seconds.
        System.exit(good ? 0 : 1);
    }

    /** Asks a Temporal of its own for help and for a status, as an operator would; whether all went well. */
    static boolean run() throws IOException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new CannedTemporal())
                .build()
                .start();
        try {
            Map<String, String> env =
                    Map.of("TEMPORAL_ADDRESS", "127.0.0.1:" + server.getPort(), "TEMPORAL_CONFIG_FILE", "/nonexistent");
            Shell shell = new Shell(
                    env,
                    new PrintWriter(Writer.nullWriter()),
                    new PrintWriter(Writer.nullWriter()),
                    new BufferedReader(Reader.nullReader()),
                    new Terminal(false, false, 80, true));
            return Main.run(shell, "--help") == 0
                    && Main.run(shell, "reshard", "--help") == 0
                    && Main.run(shell, "status") == 0
                    && Main.run(shell, "status", CannedTemporal.RUN, "--output", "json") == 0;
        } finally {
            server.shutdownNow();
        }
    }
}
