package io.slotferry.topology;

import org.jspecify.annotations.Nullable;

/**
 * The second field of a CLUSTER NODES line: {@code ip:port@bus[,hostname[,key=value...]]}.
 *
 * @param host without brackets; may be empty
 * @param port client port; 0 if unknown
 * @param busPort port of the cluster bus; by a server's default 10000 above the client port
 * @param hostname null if none is announced
 */
record NodeAddress(String host, int port, int busPort, @Nullable String hostname) {

    private static final int BUS_OFFSET = 10_000;

    static NodeAddress parse(String field) {
        String[] parts = field.split(",", -1);
        String endpoint = parts[0].contains("@") ? parts[0].substring(0, parts[0].indexOf('@')) : parts[0];
        int colon = endpoint.lastIndexOf(':');
        String port = endpoint.substring(colon + 1);
        if (colon < 0 || !port.matches("\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "CLUSTER NODES has a node at " + Sentence.quote(field) + ", which is not ip:port@bus");
        }
        String bus = parts[0].substring(Math.min(parts[0].length(), endpoint.length() + 1));
        int busPort = bus.matches("\\d{1,5}") ? Integer.parseInt(bus) : Integer.parseInt(port) + BUS_OFFSET;
        String hostname = parts.length > 1 && !parts[1].isEmpty() && !parts[1].contains("=") ? parts[1] : null;
        return new NodeAddress(bare(endpoint.substring(0, colon)), Integer.parseInt(port), busPort, hostname);
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
