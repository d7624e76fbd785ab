package io.slotferry.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Free ports below 20000: a server's bus port is its client port + 10000 and must stay out of the ephemeral range. {@code SLOTFERRY_PORTS=11000-14999} narrows the choice on a shared machine.
 */
public final class Ports {

    /** From a server's client port to its bus port. */
    public static final int BUS = 10_000;

    private static final int TRIES_MAX = 2_000;
    private static final Path CLAIMS =
            Path.of(System.getProperty("java.io.tmpdir"), "slotferry-ports-" + System.getProperty("user.name"));

    private static final Set<Integer> TAKEN = new HashSet<>();
    private static @Nullable FileChannel claims;

    private Ports() {}

    /**
     * A port that is free together with its companions. It is never given out again by this JVM, nor by another one of this user while this one lives, so that a server can be restarted on it.
     *
     * @param offsets of the companions, for example {@link #BUS}
     */
    public static synchronized int free(int... offsets) {
        String[] range =
                System.getenv().getOrDefault("SLOTFERRY_PORTS", "11000-19999").split("-", 2);
        int first = Integer.parseInt(range[0]);
        int last = Integer.parseInt(range[1]);
        for (int i = 0; i < TRIES_MAX; i++) {
            int port = ThreadLocalRandom.current().nextInt(first, last + 1);
            List<Integer> ports = IntStream.concat(IntStream.of(0), IntStream.of(offsets))
                    .mapToObj(offset -> port + offset)
                    .toList();
            if (ports.stream().allMatch(Ports::isFree) && claimed(ports)) {
                TAKEN.addAll(ports);
                return port;
            }
        }
        throw new LabException("no free port between " + first + " and " + last + "; set SLOTFERRY_PORTS");
    }

    /** Between the look at a port and the start of its server another JVM may look too: whoever locks the byte of that number in a common file has the port. The kernel lets go when the JVM ends, however it ends. */
    private static boolean claimed(List<Integer> ports) {
        List<FileLock> locks = new ArrayList<>();
        try {
            if (claims == null) {
                claims = FileChannel.open(CLAIMS, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            }
            for (int port : ports) {
                FileLock lock = claims.tryLock(port, 1, false);
                if (lock == null) {
                    for (FileLock each : locks) {
                        each.release();
                    }
                    return false;
                }
                locks.add(lock);
            }
            return true;
        } catch (IOException e) {
            throw new LabException("cannot lock ports in " + CLAIMS, e);
        }
    }

    private static boolean isFree(int port) {
        if (TAKEN.contains(port)) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket()) {
            // A closed predecessor in TIME_WAIT does not hinder a server, so it does not hinder us.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
