package io.slotferry.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds JSON objects in which an option that was not given is left out. */
final class Fields {

    private Fields() {}

    static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> map && map.isEmpty()) {
            return;
        }
        if (value != null) {
            fields.put(name, value);
        }
    }
}
