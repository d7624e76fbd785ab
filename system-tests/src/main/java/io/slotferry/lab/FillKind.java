package io.slotferry.lab;

/** What a {@link Filling} writes. */
public enum FillKind {
    /** Strings of 100 bytes. */
    STRINGS_100,
    /** Strings of 10 000 bytes. */
    STRINGS_10K,
    /** Strings of 100 bytes, hashes, lists, sets and sorted sets of a few elements, and streams, in turn. */
    MIXED;

    private static final String VALUE = "v".repeat(10_000);

    /** The command that creates the key; {@code turn} picks the type where there are several. */
    byte[][] write(String key, int turn) {
        String small = VALUE.substring(0, 20);
        return RespConnection.bytes(
                switch (this) {
                    case STRINGS_100 -> new String[] {"SET", key, VALUE.substring(0, 100)};
                    case STRINGS_10K -> new String[] {"SET", key, VALUE};
                    case MIXED ->
                        switch (turn % 6) {
                            case 0 -> new String[] {"SET", key, VALUE.substring(0, 100)};
                            case 1 -> new String[] {"HSET", key, "a", small, "b", small, "c", small};
                            case 2 -> new String[] {"RPUSH", key, "1" + small, "2" + small, "3" + small};
                            case 3 -> new String[] {"SADD", key, "1" + small, "2" + small, "3" + small};
                            case 4 -> new String[] {"ZADD", key, "1", "1" + small, "2", "2" + small};
                            default -> new String[] {"XADD", key, "*", "field", small};
                        };
                });
    }
}
