package io.slotferry.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** JSON as it goes over the wire: through Temporal's default converter, as an operator's tool and another worker would meet it. */
final class Wire {

    private static final DataConverter CONVERTER = DefaultDataConverter.newDefaultInstance();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Wire() {}

    static <T> T read(String json, Class<T> type) {
        Payload payload = Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .setData(ByteString.copyFromUtf8(json))
                .build();
        return CONVERTER.fromPayload(payload, type, type);
    }

    static JsonNode write(Object value) {
        return tree(CONVERTER.toPayload(value).orElseThrow().getData().toString(StandardCharsets.UTF_8));
    }

    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The same object with a field that nobody knows, in it and in every object below. */
    static String fromTheFuture(String json) {
        JsonNode tree = tree(json);
        addUnknown(tree);
        return tree.toString();
    }

    private static void addUnknown(JsonNode node) {
        node.forEach(Wire::addUnknown);
        if (node instanceof ObjectNode object) {
            object.put("addedLater", 1);
        }
    }

    static String golden(String name) {
        try (InputStream in = Wire.class.getResourceAsStream("/contract/" + name + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
