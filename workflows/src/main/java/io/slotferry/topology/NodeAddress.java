package io.slotferry.topology;

import org.jspecify.annotations.Nullable;

/**
 * The second field of a CLUSTER NODES line: {@code ip:port@bus[,hostname[,key=value...]]}.
 *
 * @param host without brackets; may be empty
 * @param port client port; 0 if unknown
 * @param hostname null if none is announced
 */
record NodeAddress(String host, int port, @Nullable String hostname) {

    static NodeAddress parse(String field) {
        String[] parts = field.split(",", -1);
        String endpoint = parts[0].contains("@") ? parts[0].substring(0, parts[0].indexOf('@')) : parts[0];
        int colon = endpoint.lastIndexOf(':');
        String port = endpoint.substring(colon + 1);
        if (colon < 0 || !port.matches("\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "CLUSTER NODES has a node at " + Sentence.quote(field) + ", which is not ip:port@bus");
        }
        String hostname = parts.length > 1 && !parts[1].isEmpty() && !parts[1].contains("=") ? parts[1] : null;
        return new NodeAddress(bare(endpoint.substring(0, colon)), Integer.parseInt(port), hostname);
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
