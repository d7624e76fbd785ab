package io.slotferry.topology;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** CLUSTER NODES as real servers printed it, recorded in {@code src/test/resources/topology/<server>}. */
public final class ServerSamples {

    private ServerSamples() {}

    public static String read(String server, String file) {
        try (InputStream in = ServerSamples.class.getResourceAsStream("/topology/" + server + "/" + file + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One observation a file; the nodes were asked on 127.0.0.1 from port 15000 up. */
    public static List<NodeObservation> observations(String server, String... files) {
        List<NodeObservation> observations = new ArrayList<>();
        for (int i = 0; i < files.length; i++) {
            observations.add(new NodeObservation(
                    "127.0.0.1:" + (15000 + i),
                    null,
                    ClusterNodesParser.parse(read(server, files[i])),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of()));
        }
        return observations;
    }
}
