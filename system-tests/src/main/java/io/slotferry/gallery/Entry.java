package io.slotferry.gallery;

import io.slotferry.lab.SlotTags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key of a case: how it is written, how it is read completely, what must come back. The first key of a slot is a string, the following ones all types in turn, some with a time to live, some with bytes in their name that are no text.
 *
 * @param slot its slot
 * @param name its name, one char a byte
 * @param read the command that reads it
 * @param value the strings that must come back
 * @param writes the commands that create it
 * @param expires whether it has a time to live
 */
record Entry(int slot, String name, List<String> read, List<String> value, List<List<String>> writes, boolean expires) {

    private static final int KINDS = 10;

    static Entry of(int slot, int index) {
        String name = "{" + SlotTags.of(slot) + "}k" + index + (index % 25 == 24 ? "\r\n\0\u00ff" : "");
        String text = "value-" + slot + "-" + index + "-" + "x".repeat(20 + index % 60);
        return switch (index % KINDS) {
            case 2 ->
                of(slot, name, List.of("HGETALL", name), List.of("f1", text, "f2", "2"), "HSET", "f1", text, "f2", "2");
            case 4 -> of(slot, name, List.of("LRANGE", name, "0", "-1"), List.of(text, "b"), "RPUSH", text, "b");
            case 5 -> of(slot, name, List.of("SMEMBERS", name), List.of("m1", text), "SADD", "m1", text);
            case 7 ->
                of(
                        slot,
                        name,
                        List.of("ZRANGE", name, "0", "-1", "WITHSCORES"),
                        List.of(text, "1", "z", "2"),
                        "ZADD",
                        "1",
                        text,
                        "2",
                        "z");
            case 8 ->
                of(slot, name, List.of("XRANGE", name, "-", "+"), List.of("5-1", "f", text), "XADD", "5-1", "f", text);
            case 9 ->
                new Entry(
                        slot,
                        name,
                        List.of("GET", name),
                        List.of(text),
                        List.of(List.of("SET", name, text, "PX", "86400000")),
                        true);
            default -> of(slot, name, List.of("GET", name), List.of(text), "SET", text);
        };
    }

    private static Entry of(
            int slot, String name, List<String> read, List<String> value, String command, String... rest) {
        List<String> write = new ArrayList<>(List.of(command, name));
        Collections.addAll(write, rest);
        return new Entry(slot, name, read, value, List.of(write), false);
    }

    /** Whether a reply is this key's value; the order counts only where the server keeps one. */
    boolean matches(@Nullable Object reply) {
        return sorted(flat(reply)).equals(sorted(value));
    }

    private static List<String> sorted(List<String> strings) {
        return strings.stream().sorted().toList();
    }

    private static List<String> flat(@Nullable Object reply) {
        List<String> flat = new ArrayList<>();
        if (reply instanceof List<?> list) {
            list.forEach(element -> flat.addAll(flat(element)));
        } else if (reply instanceof byte[] bytes) {
            flat.add(new String(bytes, StandardCharsets.ISO_8859_1));
        } else if (reply != null) {
            flat.add(reply.toString());
        }
        return flat;
    }

    /** For a sentence. */
    String label() {
        return name.replaceAll("[^ -~]", "?") + " (slot " + slot + ")";
    }
}
