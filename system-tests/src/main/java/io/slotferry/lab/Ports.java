package io.slotferry.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports below 20000: a server's bus port is its client port + 10000 and must stay out of the ephemeral range. {@code SLOTFERRY_PORTS=11000-14999} narrows the choice on a shared machine.
 */
public final class Ports {

    /** From a server's client port to its bus port. */
    public static final int BUS = 10_000;

    private static final int TRIES_MAX = 2_000;
    private static final Set<Integer> TAKEN = new HashSet<>();

    private Ports() {}

    /**
     * A port that is free together with its companions. It is never given out again by this JVM, so that a server can be restarted on it.
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
            if (allFree(port, offsets)) {
                TAKEN.add(port);
                for (int offset : offsets) {
                    TAKEN.add(port + offset);
                }
                return port;
            }
        }
        throw new LabException("no free port between " + first + " and " + last + "; set SLOTFERRY_PORTS");
    }

    private static boolean allFree(int port, int... offsets) {
        boolean free = isFree(port);
        for (int offset : offsets) {
            free = free && isFree(port + offset);
        }
        return free;
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
