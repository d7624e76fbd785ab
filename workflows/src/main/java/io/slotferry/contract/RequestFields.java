package io.slotferry.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object of a request and collects what is wrong with it as sentences, so that a typo is refused with its name and never dropped, and no reader meets a parser's exception.
 */
final class RequestFields {

    private final @Nullable JsonNode object;
    private final String path;
    private final List<String> problems;
    private final TreeSet<String> unread = new TreeSet<>();
    private final TreeSet<String> known = new TreeSet<>();

    private RequestFields(@Nullable JsonNode node, String path, List<String> problems) {
        this.path = path;
        this.problems = problems;
        if (node != null && node.isObject()) {
            this.object = node;
            node.fieldNames().forEachRemaining(unread::add);
        } else {
            this.object = null;
            String what = path.isEmpty() ? "the request" : "\"" + path + "\"";
            problems.add(what + " must be one JSON object, but is " + describe(node));
        }
    }

    static RequestFields of(@Nullable JsonNode node) {
        return new RequestFields(node, "", new ArrayList<>());
    }

    @Nullable
    String text(String name) {
        JsonNode value = read(name);
        return value == null ? null : expect(name, value, value.isTextual(), "a string", JsonNode::textValue);
    }

    @Nullable
    Boolean flag(String name) {
        JsonNode value = read(name);
        return value == null ? null : expect(name, value, value.isBoolean(), "true or false", JsonNode::booleanValue);
    }

    @Nullable
    Long number(String name) {
        JsonNode value = read(name);
        boolean fits = value != null && value.isIntegralNumber() && value.canConvertToLong();
        return value == null ? null : expect(name, value, fits, "a whole number", JsonNode::longValue);
    }

    /** A string or a list of strings. */
    @Nullable
    List<String> texts(String name) {
        JsonNode value = read(name);
        if (value == null) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        if (value.isTextual()) {
            texts.add(value.textValue());
        } else if (value.isArray()) {
            for (JsonNode entry : value) {
                if (!entry.isTextual()) {
                    return expect(name, entry, false, "a list of strings", node -> List.of());
                }
                texts.add(entry.textValue());
            }
        } else {
            return expect(name, value, false, "a list of strings", node -> List.of());
        }
        return texts;
    }

    <T> @Nullable T object(String name, Function<RequestFields, T> reader) {
        JsonNode value = read(name);
        return value == null ? null : nested(value, path(name), reader);
    }

    <T> @Nullable List<T> objects(String name, Function<RequestFields, T> reader) {
        JsonNode value = read(name);
        if (value == null) {
            return null;
        }
        if (!value.isArray()) {
            return expect(name, value, false, "a list of objects", node -> List.of());
        }
        List<T> entries = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            entries.add(nested(value.get(i), path(name) + "[" + i + "]", reader));
        }
        return entries;
    }

    /** Every problem met so far, unknown fields included; call it last. */
    List<String> problems() {
        for (String name : unread) {
            problems.add("unknown field \"" + path(shorten(name)) + "\"; known here: " + String.join(", ", known));
        }
        unread.clear();
        return List.copyOf(problems);
    }

    private <T> T nested(JsonNode value, String nestedPath, Function<RequestFields, T> reader) {
        RequestFields fields = new RequestFields(value, nestedPath, problems);
        T result = reader.apply(fields);
        fields.problems();
        return result;
    }

    private @Nullable JsonNode read(String name) {
        known.add(name);
        unread.remove(name);
        JsonNode value = object == null ? null : object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private <T> @Nullable T expect(
            String name, JsonNode value, boolean fits, String wanted, Function<JsonNode, T> reader) {
        if (fits) {
            return reader.apply(value);
        }
        problems.add("\"" + path(name) + "\" must be " + wanted + ", but is " + describe(value));
        return null;
    }

    private String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String describe(@Nullable JsonNode node) {
        if (node == null || node.isMissingNode()) {
            return "missing";
        }
        if (node.isNull()) {
            return "null";
        }
        if (node.isArray()) {
            return "a list";
        }
        if (node.isObject()) {
            return "an object";
        }
        return (node.isTextual() ? "the string " : node.isBoolean() ? "" : "the number ") + shorten(node.toString());
    }

    static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
