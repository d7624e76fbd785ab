package io.slotferry.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A TCP proxy in front of one port of this machine whose wire can be spoiled and mended. What it holds back is delivered later, as a network does: that is what makes it dangerous. */
public final class FaultProxy implements AutoCloseable {

    /** What the wire does. */
    public enum Wire {
        FINE,
        /** Every piece takes {@value #DELAY_MS} ms longer. */
        SLOW,
        /** Connections are reset, new ones too. */
        CUT,
        /** Half-open: nothing arrives on either side, nobody is told, and all of it arrives when the wire is mended. */
        HOLD,
        /** One way: requests arrive, answers are held back until the wire is mended. */
        MUTE
    }

    static final int DELAY_MS = 150;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final int target;
    private final ServerSocket listener = new ServerSocket();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Wire wire = Wire.FINE;

    private FaultProxy(int target) throws IOException {
        this.target = target;
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()));
    }

    /** Listens on a port of its own. */
    public static FaultProxy before(int port) {
        try {
            FaultProxy proxy = new FaultProxy(port);
            thread("fault-proxy", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new LabException("cannot listen for port " + port, e);
        }
    }

    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Spoils or mends the wire, for connections that are open and those to come. */
    public void wire(Wire next) {
        wire = next;
        if (next == Wire.CUT) {
            reset();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                if (wire == Wire.CUT) {
                    reset();
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // The server is down, or we close: the client notices by itself.
                reset(sockets.stream().filter(Socket::isClosed).toList());
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 1_000);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            thread("fault-proxy-to", () -> pump(client, server, false));
            thread("fault-proxy-from", () -> pump(server, client, true));
        } catch (IOException e) {
            server.close();
            client.close();
            throw e;
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (wire == Wire.SLOW) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(DELAY_MS));
                }
                while (wire == Wire.HOLD || (answers && wire == Wire.MUTE)) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side is gone; closing tells the other.
            sockets.remove(from);
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void reset() {
        reset(sockets);
    }

    private void reset(Iterable<Socket> which) {
        for (Socket socket : which) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // It is closed already.
                sockets.remove(socket);
            }
            sockets.remove(socket);
        }
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        wire = Wire.CUT;
        try {
            listener.close();
        } catch (IOException e) {
            throw new LabException("cannot close " + address(), e);
        }
        reset();
    }
}
