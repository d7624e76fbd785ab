package io.slotferry.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Carries connections from one address to another, as a NAT would, and remembers what clients began to say. */
public final class TcpProxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 16 * 1024;

    /** What is remembered of all clients, in bytes. */
    private static final int HEARD_BYTES_MAX = 4 * 1024 * 1024;

    private final ServerSocket door;
    private final InetSocketAddress target;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final StringBuilder heard = new StringBuilder();

    private TcpProxy(ServerSocket door, InetSocketAddress target) {
        this.door = door;
        this.target = target;
    }

    /** Listens at one host and port and carries everything to another. */
    public static TcpProxy start(String host, int port, String targetHost, int targetPort) {
        try {
            return start(new ServerSocket(), host, port, targetHost, targetPort);
        } catch (IOException e) {
            throw new LabException("no proxy at " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** The same with TLS at its door, for HTTP/2; clients must show a certificate. */
    public static TcpProxy tls(Certificates certificates, int port, String targetHost, int targetPort) {
        try {
            return start(certificates.serverSocket("h2"), "127.0.0.1", port, targetHost, targetPort);
        } catch (IOException e) {
            throw new LabException("no TLS proxy at port " + port + ": " + e.getMessage(), e);
        }
    }

    private static TcpProxy start(ServerSocket door, String host, int port, String targetHost, int targetPort) {
        try {
            door.setReuseAddress(true);
            door.bind(new InetSocketAddress(host, port));
            TcpProxy proxy = new TcpProxy(door, new InetSocketAddress(targetHost, targetPort));
            proxy.thread("accepts", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new LabException("no proxy at " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** Whether any client has said this, in what was remembered. */
    public boolean heard(String word) {
        synchronized (heard) {
            return heard.indexOf(word) >= 0;
        }
    }

    private void accept() throws IOException {
        while (!door.isClosed()) {
            Socket client = door.accept();
            Socket server = new Socket();
            open.add(client);
            open.add(server);
            try {
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                server.connect(target, 2_000);
                thread("there", () -> carry(client, server, true));
                thread("back", () -> carry(server, client, false));
            } catch (IOException e) {
                client.close();
                server.close();
            }
        }
    }

    private void carry(Socket from, Socket to, boolean remember) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (remember) {
                    remember(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        }
    }

    private void remember(String text) {
        synchronized (heard) {
            if (heard.length() + text.length() <= HEARD_BYTES_MAX) {
                heard.append(text);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One end went: the other is closed, and that is all there is to do.
                    }
                },
                "proxy-" + name + "-" + door.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new LabException("a proxy does not close: " + e.getMessage(), e);
        }
    }
}
