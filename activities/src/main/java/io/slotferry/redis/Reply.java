package io.slotferry.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One command's reply: a value, or the server's error text. */
record Reply(@Nullable Object value, @Nullable String error) {

    boolean failed() {
        return error != null;
    }

    boolean ok() {
        return error == null;
    }

    /** Status or bulk text; empty for nil. An error's text if it failed. */
    String text() {
        if (error != null) {
            return error;
        }
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return value == null ? "" : value.toString();
    }

    long number() {
        return value instanceof Long number ? number : -1;
    }

    byte @Nullable [] bytes() {
        return value instanceof byte[] bytes ? bytes : null;
    }

    @SuppressWarnings("unchecked")
    List<Object> list() {
        return value instanceof List<?> list ? (List<Object>) list : List.of();
    }

    /** A map as RESP2 sends it: names and values in turn. */
    static Map<String, Object> fields(@Nullable Object flat) {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<?> words = flat instanceof List<?> list ? list : List.of();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            fields.put(new Reply(words.get(i), null).text(), words.get(i + 1));
        }
        return fields;
    }
}
