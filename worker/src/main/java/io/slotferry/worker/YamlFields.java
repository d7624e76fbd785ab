package io.slotferry.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one mapping of the configuration file strictly. The first thing wrong ends it with a sentence that names file and key. Values are never repeated in a sentence: one of them may be a password in the wrong place.
 */
final class YamlFields {

    private final String file;
    private final String path;
    private final JsonNode mapping;
    private final TreeSet<String> known = new TreeSet<>();

    /** @param path the keys that lead here, joined by dots; empty at the top */
    YamlFields(String file, String path, @Nullable JsonNode node) {
        this.file = file;
        this.path = path;
        if (node == null || !node.isObject()) {
            throw new ConfigException(file + ": " + (path.isEmpty() ? "the file" : path)
                    + " must be a mapping of keys, but is " + describe(node));
        }
        this.mapping = node;
    }

    /** The full name of a key, with the file, for sentences. */
    String name(String key) {
        return file + ": " + path(key);
    }

    /** Whether a key is there that has no place here; it stays out of the list of known keys. */
    boolean hasUnasked(String key) {
        return mapping.has(key);
    }

    @Nullable
    String text(String key) {
        JsonNode value = get(key);
        if (value == null) {
            return null;
        }
        expect(key, value, value.isTextual() && !value.textValue().isBlank(), "a string (put it in quotes)");
        return value.textValue();
    }

    boolean has(String key) {
        return get(key) != null;
    }

    boolean flag(String key, boolean otherwise) {
        JsonNode value = get(key);
        if (value == null) {
            return otherwise;
        }
        expect(key, value, value.isBoolean(), "true or false");
        return value.booleanValue();
    }

    int number(String key, int least, int most, int otherwise) {
        JsonNode value = get(key);
        if (value == null) {
            return otherwise;
        }
        String wanted = "a whole number from " + least + " to " + most;
        expect(key, value, value.isInt(), wanted);
        if (value.intValue() < least || value.intValue() > most) {
            throw new ConfigException(name(key) + " must be " + wanted + ", but is " + value.intValue());
        }
        return value.intValue();
    }

    /** A list of strings; empty if the key is not there. */
    List<String> texts(String key) {
        JsonNode value = get(key);
        List<String> texts = new ArrayList<>();
        if (value == null) {
            return texts;
        }
        expect(key, value, value.isArray(), "a list of strings");
        for (JsonNode entry : value) {
            expect(key, entry, entry.isTextual(), "a list of strings");
            texts.add(entry.textValue());
        }
        return texts;
    }

    /** A mapping of strings to strings, in the order of its keys; empty if the key is not there. */
    Map<String, String> textPairs(String key) {
        Map<String, String> pairs = new TreeMap<>();
        YamlFields nested = mapping(key);
        if (nested != null) {
            nested.keys().forEach(name -> {
                String value = nested.text(name);
                if (value == null) {
                    throw new ConfigException(nested.name(name) + " must be a string, but is missing");
                }
                pairs.put(name, value);
            });
        }
        return pairs;
    }

    @Nullable
    YamlFields mapping(String key) {
        JsonNode value = get(key);
        return value == null ? null : new YamlFields(file, path(key), value);
    }

    /** Every entry of this mapping, read as a mapping of its own. */
    <T> Map<String, T> entries(Function<String, T> reader) {
        Map<String, T> entries = new TreeMap<>();
        keys().forEach(key -> entries.put(key, reader.apply(key)));
        return entries;
    }

    YamlFields required(String key) {
        return new YamlFields(file, path(key), get(key));
    }

    /** @throws ConfigException if the mapping has a key that nobody asked for */
    void refuseUnknown() {
        for (String key : keys()) {
            if (!known.contains(key)) {
                throw new ConfigException(
                        file + ": unknown key " + path(shorten(key)) + "; known here: " + String.join(", ", known));
            }
        }
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        Iterator<String> names = mapping.fieldNames();
        names.forEachRemaining(keys::add);
        return keys;
    }

    private @Nullable JsonNode get(String key) {
        known.add(key);
        JsonNode value = mapping.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private void expect(String key, JsonNode value, boolean fits, String wanted) {
        if (!fits) {
            throw new ConfigException(name(key) + " must be " + wanted + ", but is " + describe(value));
        }
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String describe(@Nullable JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return "missing";
        }
        if (node.isArray()) {
            return "a list";
        }
        if (node.isObject()) {
            return "a mapping";
        }
        if (node.isTextual()) {
            return node.textValue().isBlank() ? "an empty string" : "a string";
        }
        return node.isBoolean() ? "true or false" : node.isNumber() ? "a number" : "something else";
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
