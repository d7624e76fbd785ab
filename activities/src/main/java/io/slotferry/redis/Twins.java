package io.slotferry.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether two nodes hold the same value of a key. Equal DUMPs are equal values; unequal ones may still be, because a set or a hash is dumped in the order of its memory and every release writes another version: then the values themselves are read. No DEBUG is needed, which servers refuse by default.
 */
final class Twins {

    private static final long TIMEOUT_MS = 5_000;

    /** A larger value, in bytes of its dump, is only compared as it was dumped. */
    private static final int READ_MAX_BYTES = 32 << 20;

    /** PTTL of a key that has no end. */
    private static final long NO_END = -1;

    /** Lifetimes travel as what is left of them: a copy that a target took only once it woke up ends later by as much. */
    static final long LIFETIME_SLACK_MS = 60_000;

    private Twins() {}

    static boolean same(NodeLink node, NodeLink other, byte[] key) {
        return same(node, other, key, dump(node, key), dump(other, key));
    }

    /** The same with the dumps at hand. */
    static boolean same(NodeLink node, NodeLink other, byte[] key, Reply here, Reply there) {
        byte[] dump = here.bytes();
        byte[] otherDump = there.bytes();
        if (!here.ok() || !there.ok() || dump == null || otherDump == null) {
            return false;
        }
        if (Arrays.equals(dump, otherDump)) {
            return true;
        }
        if (Math.max(dump.length, otherDump.length) > READ_MAX_BYTES) {
            return false;
        }
        String type = ask(node, "TYPE", key).text();
        return type.equals(ask(other, "TYPE", key).text()) && sameValues(node, other, key, type);
    }

    private static boolean sameValues(NodeLink node, NodeLink other, byte[] key, String type) {
        Object[] read =
                switch (type) {
                    case "string" -> new Object[] {"GET", key};
                    case "list" -> new Object[] {"LRANGE", key, 0, -1};
                    case "set" -> new Object[] {"SMEMBERS", key};
                    case "zset" -> new Object[] {"ZRANGE", key, 0, -1, "WITHSCORES"};
                    case "hash" -> new Object[] {"HGETALL", key};
                    default -> new Object[0];
                };
        if (read.length == 0) {
            // Streams have groups and modules have secrets: only their dumps tell.
            return false;
        }
        Reply here = ask(node, read);
        Reply there = ask(other, read);
        return here.ok() && there.ok() && comparable(here, type).equals(comparable(there, type));
    }

    /** Members in an order of their own: servers answer sets and hashes in any. */
    private static List<String> comparable(Reply reply, String type) {
        List<Object> parts = reply.list().isEmpty() ? Collections.singletonList(reply.bytes()) : reply.list();
        List<String> texts = new ArrayList<>();
        int step = type.equals("hash") || type.equals("zset") ? 2 : 1;
        for (int i = 0; i + step <= parts.size(); i += step) {
            texts.add(hex(parts.get(i)) + (step == 2 ? "=" + hex(parts.get(i + 1)) : ""));
        }
        if (!type.equals("list")) {
            Collections.sort(texts);
        }
        return texts;
    }

    private static String hex(@Nullable Object value) {
        byte[] bytes = value instanceof byte[] raw ? raw : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(bytes);
    }

    /** Whether the other node's copy lives so much longer that somebody prolonged its life there, or nobody can tell. */
    static boolean outlives(NodeLink other, NodeLink node, byte[] key) {
        return outlives(ends(other, key), ends(node, key));
    }

    /** The same with both answers to PTTL at hand. */
    static boolean outlives(Reply other, Reply node) {
        if (!(other.value() instanceof Long there) || !(node.value() instanceof Long here)) {
            return true;
        }
        return here >= 0 && (there == NO_END || there > here + LIFETIME_SLACK_MS);
    }

    static Reply ends(NodeLink node, byte[] key) {
        return ask(node, "PTTL", key);
    }

    static Reply dump(NodeLink node, byte[] key) {
        return ask(node, "DUMP", key);
    }

    /** ASKING lets an importing node answer, and changes nothing on others. */
    private static Reply ask(NodeLink node, Object... words) {
        return node.pipeline(List.of(Request.of("ASKING"), Request.of(words)), TIMEOUT_MS)
                .get(1);
    }
}
