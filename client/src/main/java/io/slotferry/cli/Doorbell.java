package io.slotferry.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether nobody is at an address. The client library would try again for seconds; an operator who forgot to start Temporal should know at once. */
final class Doorbell {

    private static final Pattern PLAIN = Pattern.compile("([\\w.-]+):(\\d{1,5})");
    private static final int LIMIT_MS = 1_000;

    private Doorbell() {}

    /** True only if every address behind the name refuses; whatever is not a plain {@code host:port}, or does not answer in time, is left to the client library. */
    static boolean nobodyAt(String target) {
        Matcher plain = PLAIN.matcher(target);
        if (!plain.matches() || System.getProperty("https.proxyHost") != null) {
            return false;
        }
        try {
            int port = Integer.parseInt(plain.group(2));
            for (InetAddress address : InetAddress.getAllByName(plain.group(1))) {
                if (!refuses(new InetSocketAddress(address, port))) {
                    return false;
                }
            }
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean refuses(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, LIMIT_MS);
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }
}
