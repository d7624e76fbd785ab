package io.slotferry.lab;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types of keys that a {@link Keyspace} holds, and how each is read completely. */
enum SampleKind {
    STRING("GET"),
    HASH("HGETALL"),
    LIST("LRANGE", "0", "-1"),
    SET("SMEMBERS"),
    ZSET("ZRANGE", "0", "-1", "WITHSCORES"),
    STREAM("XRANGE", "-", "+");

    @SuppressWarnings("ImmutableEnumChecker") // never changed: read() clones
    private final byte[][] words;

    SampleKind(String command, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = command;
        all[1] = "";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        this.words = RespConnection.bytes(all);
    }

    /** The command that reads all of a key. */
    byte[][] read(byte[] name) {
        byte[][] command = words.clone();
        command[1] = name;
        return command;
    }

    /** A reply as strings that can be compared: sorted where the server may return any order; empty if there is no such key. */
    List<String> comparable(@Nullable Object reply) {
        List<String> flat = new ArrayList<>();
        flatten(reply, flat);
        if (this == HASH) {
            List<String> pairs = new ArrayList<>(flat.size() / 2);
            for (int i = 0; i + 1 < flat.size(); i += 2) {
                pairs.add(flat.get(i) + "=" + flat.get(i + 1));
            }
            flat = pairs;
        }
        if (this == HASH || this == SET) {
            flat.sort(null);
        }
        return flat;
    }

    private static void flatten(@Nullable Object reply, List<String> into) {
        if (reply instanceof List<?> list) {
            list.forEach(element -> flatten(element, into));
        } else if (reply instanceof byte[] text) {
            into.add(RespConnection.string(text));
        } else if (reply != null) {
            into.add(reply.toString());
        }
    }
}
