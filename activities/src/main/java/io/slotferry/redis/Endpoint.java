package io.slotferry.redis;

import java.util.ArrayList;
import java.util.List;

/** Where a node answers clients. IPv6 addresses are kept without brackets. */
public record Endpoint(String host, int port) {

    /**
     * Reads {@code host:port} or {@code [v6]:port}.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static Endpoint parse(String text) {
        String trimmed = text.trim();
        int colon = trimmed.lastIndexOf(':');
        String host = colon < 0 ? "" : trimmed.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        String port = trimmed.substring(colon + 1);
        boolean valid = !host.isBlank() && !host.contains(" ") && port.matches("\\d{1,5}");
        if (!valid || Integer.parseInt(port) > 65_535 || Integer.parseInt(port) == 0) {
            throw new IllegalArgumentException("\"" + trimmed + "\" is not host:port");
        }
        return new Endpoint(host, Integer.parseInt(port));
    }

    /** Those that are addresses: a node that has lost its own is {@code :0}, and nobody to ask. */
    static List<Endpoint> readable(List<String> texts) {
        List<Endpoint> read = new ArrayList<>();
        for (String text : texts) {
            try {
                read.add(parse(text));
            } catch (IllegalArgumentException e) {
                continue;
            }
        }
        return read;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
