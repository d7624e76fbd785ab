package io.slotferry.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
}
