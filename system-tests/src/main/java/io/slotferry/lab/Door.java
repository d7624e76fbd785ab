package io.slotferry.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How the lab's own clients get in at an address that a node announces: where to dial, with TLS or not, with which password. An address without a door is dialed as it is.
 *
 * @param dial {@code host:port} to connect to
 * @param tls null for a plain connection
 * @param password of the default user; null where none is needed
 */
record Door(String dial, @Nullable Certificates tls, @Nullable String password) {

    private static final Map<String, Door> DOORS = new ConcurrentHashMap<>();

    /** From now on every connection of the lab to this address goes through the door. */
    static void open(String address, Door door) {
        DOORS.put(bare(address), door);
    }

    static Door of(String address) {
        Door door = DOORS.get(bare(address));
        return door == null ? new Door(address, null, null) : door;
    }

    static void close(String address) {
        DOORS.remove(bare(address));
    }

    Socket connect(Duration timeout) throws IOException {
        int colon = dial.lastIndexOf(':');
        InetSocketAddress there =
                new InetSocketAddress(dial.substring(0, colon), Integer.parseInt(dial.substring(colon + 1)));
        Socket socket = tls == null ? new Socket() : tls.socketFactory().createSocket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) timeout.toMillis());
            socket.connect(there, (int) timeout.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Servers print IPv6 addresses without brackets, people write them with. */
    private static String bare(String address) {
        return address.replace("[", "").replace("]", "");
    }
}
