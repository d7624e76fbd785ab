package io.slotferry.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON in and out of the command line. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** Prints the one document of this command. */
    static void print(PrintWriter out, Object document) {
        try {
            String text = MAPPER.writeValueAsString(document);
            LastWord.say(() -> {
                out.println(text);
                out.flush();
            });
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write JSON: " + e.getOriginalMessage(), e);
        }
    }

    static Map<String, Object> error(CliFailure failure) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", failure.type());
        error.put("sentence", failure.sentence());
        error.put("exitCode", failure.exitCode());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("error", error);
        Fields.put(document, "report", failure.report());
        return document;
    }

    static JsonNode parse(String text, String what) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw CliFailure.badInput(what + " is not JSON" + where);
        }
    }

    /** Reads a request as the worker would, so that both find the same things wrong with it. */
    static <T> T read(Map<String, Object> fields, Class<T> type) {
        return MAPPER.convertValue(fields, type);
    }
}
