package io.slotferry.redis;

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

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
