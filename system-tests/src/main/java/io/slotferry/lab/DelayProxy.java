package io.slotferry.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A TCP proxy in front of one server: what goes to the server arrives later, answers come at once. Not for the cluster bus. */
public final class DelayProxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final int target;
    private final long delayNanos;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private DelayProxy(int target, int delayMs) throws IOException {
        this.target = target;
        this.delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMs);
        this.listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()));
    }

    public static DelayProxy before(LabNode node, int delayMs) {
        try {
            DelayProxy proxy = new DelayProxy(node.port(), delayMs);
            thread("delay-accept", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new LabException("cannot listen for " + node.address(), e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    private record Chunk(byte[] bytes, long dueNanos) {}

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
            BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
            thread("delay-in", () -> read(client, queue));
            thread("delay-out", () -> write(server, client, queue));
            thread("delay-back", () -> copy(server, client));
        }
    }

    private void read(Socket from, BlockingQueue<Chunk> queue) throws IOException {
        try {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                queue.add(new Chunk(Arrays.copyOf(buffer, n), System.nanoTime() + delayNanos));
            }
        } finally {
            // What was sent before the close still arrives, as on a real network.
            queue.add(new Chunk(new byte[0], System.nanoTime() + delayNanos));
        }
    }

    private void write(Socket to, Socket from, BlockingQueue<Chunk> queue) throws IOException, InterruptedException {
        try (to;
                from) {
            for (Chunk chunk = queue.take(); chunk.bytes.length > 0; chunk = queue.take()) {
                for (long left = chunk.dueNanos - System.nanoTime();
                        left > 0;
                        left = chunk.dueNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                to.getOutputStream().write(chunk.bytes);
            }
        } finally {
            sockets.remove(to);
            sockets.remove(from);
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private static void thread(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException | InterruptedException e) {
                        // A connection has ended; its other threads see that too.
                        return;
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new LabException("cannot close the proxy", e);
        }
    }
}
