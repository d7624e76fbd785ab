package io.slotferry.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes the keys of a {@link Keyspace}. The same seed and index give the same key, so nothing has to be remembered to check it. Of 20 keys 12 are strings; one in 10 has a time to live, one in 500 a name with CR, LF, NUL and a byte that is no UTF-8, one in 20000 is a hash of 1000 fields.
 */
final class SampleKeys {

    private static final SampleKind[] KINDS = {
        SampleKind.HASH, SampleKind.HASH, SampleKind.LIST, SampleKind.LIST,
        SampleKind.SET, SampleKind.ZSET, SampleKind.ZSET, SampleKind.STREAM
    };
    private static final int KIND_CYCLE = 20;
    private static final long TTL_MS_LEAST = 3_600_000;
    private static final long TTL_MS_SPREAD = 86_400_000;

    private final long seed;

    SampleKeys(long seed) {
        this.seed = seed;
    }

    static SampleKind kind(int index) {
        int turn = index % KIND_CYCLE;
        return turn < KINDS.length ? KINDS[turn] : SampleKind.STRING;
    }

    SampleKey key(int index) {
        SplittableRandom random = new SplittableRandom(seed * 31 + index);
        SampleKind kind = kind(index);
        byte[] name = name(index, kind);
        List<byte[][]> writes = new ArrayList<>();
        List<String> expected =
                switch (kind) {
                    case STRING -> string(random, name, writes);
                    case HASH -> hash(random, name, writes, index % 20_000 == 0 ? 1_000 : 3);
                    case LIST -> list(random, name, writes);
                    case SET -> set(random, name, writes);
                    case ZSET -> zset(random, name, writes);
                    case STREAM -> stream(random, name, writes);
                };
        long ttlMs = index / KIND_CYCLE % 10 == 3 ? TTL_MS_LEAST + random.nextLong(TTL_MS_SPREAD) : 0;
        if (ttlMs > 0) {
            writes.add(command("PEXPIRE", name, Long.toString(ttlMs)));
        }
        return new SampleKey(kind, name, writes, expected, ttlMs);
    }

    private static byte[] name(int index, SampleKind kind) {
        String name = kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + index;
        return RespConnection.bytes(index % 500 == 499 ? name + "\r\n\0\u00ff" : name)[0];
    }

    private static List<String> string(SplittableRandom random, byte[] name, List<byte[][]> writes) {
        String value = text(random, 60 + random.nextInt(80));
        writes.add(command("SET", name, value));
        return List.of(value);
    }

    private static List<String> hash(SplittableRandom random, byte[] name, List<byte[][]> writes, int fields) {
        List<String> words = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < fields; i++) {
            String value = text(random, 20);
            words.add("field" + i);
            words.add(value);
            expected.add("field" + i + "=" + value);
        }
        writes.add(command("HSET", name, words.toArray(String[]::new)));
        expected.sort(null);
        return expected;
    }

    private static List<String> list(SplittableRandom random, byte[] name, List<byte[][]> writes) {
        List<String> elements = texts(random, 2 + random.nextInt(4));
        writes.add(command("RPUSH", name, elements.toArray(String[]::new)));
        return elements;
    }

    private static List<String> set(SplittableRandom random, byte[] name, List<byte[][]> writes) {
        List<String> members = texts(random, 3);
        writes.add(command("SADD", name, members.toArray(String[]::new)));
        return members.stream().sorted().toList();
    }

    private static List<String> zset(SplittableRandom random, byte[] name, List<byte[][]> writes) {
        List<String> words = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        int score = 0;
        for (String member : texts(random, 3)) {
            // Rising scores, so that the order of the reply is the order here.
            score += 1 + random.nextInt(100);
            words.addAll(List.of(Integer.toString(score), member));
            expected.addAll(List.of(member, Integer.toString(score)));
        }
        writes.add(command("ZADD", name, words.toArray(String[]::new)));
        return expected;
    }

    private static List<String> stream(SplittableRandom random, byte[] name, List<byte[][]> writes) {
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            String id = (1 + random.nextInt(1_000)) + i * 1_000 + "-" + i;
            String value = text(random, 20);
            writes.add(command("XADD", name, id, "field", value));
            expected.addAll(List.of(id, "field", value));
        }
        return expected;
    }

    private static List<String> texts(SplittableRandom random, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(i + text(random, 15));
        }
        return texts;
    }

    private static String text(SplittableRandom random, int length) {
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = (char) ('a' + random.nextInt(26));
        }
        return new String(chars);
    }

    private static byte[][] command(String command, byte[] name, String... arguments) {
        byte[][] rest = RespConnection.bytes(arguments);
        byte[][] words = new byte[rest.length + 2][];
        words[0] = RespConnection.bytes(command)[0];
        words[1] = name;
        System.arraycopy(rest, 0, words, 2, rest.length);
        return words;
    }
}
