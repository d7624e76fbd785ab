package io.slotferry.diagnosis;

import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.ServerVersion;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** INFO and CONFIG of one node, read as numbers. The servers' old words for replicas are spelled here and nowhere else in this package. */
record NodeFacts(NodeObservation observation) {

    Optional<ServerVersion> version() {
        return ServerVersion.of(observation.info());
    }

    String info(String field) {
        return observation.info().getOrDefault(field, "");
    }

    /** A setting as CONFIG GET gave it; empty if it may not be read. */
    Optional<String> config(String setting) {
        return Optional.ofNullable(observation.config().get(setting));
    }

    OptionalLong number(String field) {
        return number(observation.info(), field);
    }

    OptionalLong configNumber(String setting) {
        return number(observation.config(), setting);
    }

    /** It answers every write with MISCONF, and PING too: its last save failed, or its append-only file. */
    boolean refusesWrites() {
        boolean unsaved = info("rdb_last_bgsave_status").equals("err")
                && !config("save").orElse("").isBlank()
                && !config("stop-writes-on-bgsave-error").orElse("yes").equals("no");
        return unsaved || info("aof_last_write_status").equals("err");
    }

    /** Keys in all databases. */
    long keys() {
        long keys = 0;
        for (Map.Entry<String, String> entry : observation.info().entrySet()) {
            if (entry.getKey().matches("db\\d+")) {
                keys += part(entry.getValue(), "keys");
            }
        }
        return keys;
    }

    /** The highest database with keys; 0 if there are none. */
    long highestDatabase() {
        return observation.info().keySet().stream()
                .filter(name -> name.matches("db\\d{1,9}"))
                .mapToLong(name -> Long.parseLong(name.substring(2)))
                .max()
                .orElse(0);
    }

    /** Memory limit in bytes; 0 for none. */
    long memoryMax() {
        return number("maxmemory").orElse(configNumber("maxmemory").orElse(0));
    }

    String evictionPolicy() {
        String policy = info("maxmemory_policy");
        return policy.isEmpty() ? config("maxmemory-policy").orElse("noeviction") : policy;
    }

    boolean linkToPrimaryUp() {
        return info("master_link_status").equals("up");
    }

    /** Replicas that this primary counts as connected; empty if it did not say. */
    OptionalLong connectedReplicas() {
        return number("connected_slaves");
    }

    /** Whether this primary still counts on that replica. Valkey waits for such a one on every SETSLOT even when it is hung. */
    boolean countsOn(Node replica) {
        return observation.info().entrySet().stream()
                .filter(entry -> entry.getKey().matches("slave\\d+"))
                .map(Map.Entry::getValue)
                .anyMatch(line -> line.contains("state=online") && part(line, "port") == replica.port());
    }

    private static long part(String line, String name) {
        for (String piece : line.split(",", -1)) {
            if (piece.startsWith(name + "=") && piece.matches("\\w+=\\d{1,18}")) {
                return Long.parseLong(piece.substring(name.length() + 1));
            }
        }
        return 0;
    }

    private static OptionalLong number(Map<String, String> values, String name) {
        String text = values.getOrDefault(name, "").trim();
        return text.matches("-?\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
