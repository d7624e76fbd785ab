package io.slotferry.gallery;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Words as bytes and back, one char a byte. */
final class Latin {

    private Latin() {}

    static byte[][] bytes(List<String> words) {
        return words.stream()
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .toArray(byte[][]::new);
    }

    /** The strings of a list reply. */
    static List<String> strings(Object reply) {
        return ((List<?>) reply)
                .stream()
                        .map(element -> new String((byte[]) element, StandardCharsets.ISO_8859_1))
                        .toList();
    }
}
