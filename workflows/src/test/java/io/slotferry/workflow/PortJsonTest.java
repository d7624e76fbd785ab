package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What activities and workflows hand each other, where the one that writes is of a later release. */
class PortJsonTest {

    private static final DataConverter CONVERTER = SlotferryWorkflows.dataConverter();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SlotSet SLOTS = SlotSet.parse("609,700-702");

    static Stream<Object> written() {
        Wave wave = new Wave(new RunRef("prod", "run"), 7, "a", "b", SLOTS);
        Obstacle obstacle = new Obstacle(SLOTS, Obstacle.Kind.WAIT, "b does not answer", "start it");
        return Stream.of(
                new Drained(
                        SLOTS,
                        List.of(obstacle),
                        9,
                        8,
                        7,
                        List.of(),
                        true,
                        6,
                        true,
                        new Heirs("c", "d", "c:1", "d:1", 5),
                        SLOTS,
                        null),
                new Stepped(SLOTS, 3, 4, "a says no", true),
                new Weighed(
                        List.of(new Weighed.Weight(SLOTS, 5, 6, SLOTS)),
                        List.of(new ParkedSlots(SLOTS, "big", "split it"))),
                new Prepared(
                        List.of(),
                        List.of(List.of(new SlotMove(SLOTS, "a", "b"))),
                        Map.of("a", "a:1"),
                        Map.of("a", "1"),
                        Map.of("a", List.of("c")),
                        5,
                        List.of(),
                        List.of("note"),
                        "",
                        ""),
                new NativeMoved(SLOTS, NativeMoved.Outcome.MOVED, ""),
                new Identity(List.of("a"), "", "", ""),
                DrainRequest.unwatched(wave, 0, 5, 100, 0));
    }

    @ParameterizedTest
    @MethodSource("written")
    void aFieldThatALaterReleaseAddedDoesNotFailTheRun(Object written) {
        JsonNode json = tree(CONVERTER.toPayload(written).orElseThrow().getData());
        addUnknown(json);

        Object read = read(json.toString(), written.getClass());

        assertThat(read).isEqualTo(written);
    }

    @Test
    void aRequestStillNamesTheFieldThatItDoesNotKnow() {
        String json = "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"slotcount\":5}";

        ReshardRequest request = read(json, ReshardRequest.class);

        assertThat(request.check()).singleElement().asString().contains("unknown field \"slotcount\"");
    }

    private static <T> T read(String json, Class<T> type) {
        Payload payload = Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .setData(ByteString.copyFromUtf8(json))
                .build();
        return CONVERTER.fromPayload(payload, type, type);
    }

    private static JsonNode tree(ByteString json) {
        try {
            return MAPPER.readTree(json.toString(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** In records only: the keys of a map are data. */
    private static void addUnknown(JsonNode json) {
        ((ObjectNode) json).put("addedLater", 1);
        json.forEach(list -> list.forEach(entry -> {
            if (list.isArray() && entry instanceof ObjectNode record) {
                record.put("addedLater", 1);
            }
        }));
    }
}
