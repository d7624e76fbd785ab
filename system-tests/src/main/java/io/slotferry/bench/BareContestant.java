package io.slotferry.bench;

import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.RespError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What sockets can do without any care: windows of 16 slots, one MIGRATE in flight, no check, no recovery. The distance to it is what safety costs.
 */
final class BareContestant implements Contestant {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int WINDOW = 16;
    private static final String BATCH_KEYS = "100";

    @Override
    public String name() {
        return "bare sockets";
    }

    @Override
    public Effort move(Course course) {
        long start = System.nanoTime();
        List<RespConnection> all = new ArrayList<>();
        try {
            for (LabNode node : course.cluster().nodes()) {
                all.add(RespConnection.open(node.address(), LIMIT));
            }
            List<LabNode> nodes = course.cluster().nodes();
            RespConnection source = all.get(nodes.indexOf(course.source()));
            RespConnection target = all.get(nodes.indexOf(course.target()));
            all.remove(source);
            all.remove(target);
            for (int first = 0; first < course.workload().slots; first += WINDOW) {
                int end = Math.min(first + WINDOW, course.workload().slots);
                setSlots(target, first, end, "IMPORTING", course.source());
                setSlots(source, first, end, "MIGRATING", course.target());
                for (int slot = first; slot < end; slot++) {
                    drain(source, course.target(), slot);
                }
                setSlots(target, first, end, "NODE", course.target());
                setSlots(source, first, end, "NODE", course.target());
                for (RespConnection other : all) {
                    setSlots(other, first, end, "NODE", course.target());
                }
            }
            all.addAll(List.of(source, target));
            return Effort.of(Duration.ofNanos(System.nanoTime() - start));
        } catch (IOException e) {
            throw new LabException("bare sockets: " + e.getMessage(), e);
        } finally {
            all.forEach(RespConnection::close);
        }
    }

    private static void setSlots(RespConnection on, int first, int end, String verb, LabNode node) throws IOException {
        for (int slot = first; slot < end; slot++) {
            on.send(words("CLUSTER", "SETSLOT", "" + slot, verb, node.id()));
        }
        on.flush();
        for (int slot = first; slot < end; slot++) {
            good(on.receive());
        }
    }

    private static void drain(RespConnection source, LabNode target, int slot) throws IOException {
        while (good(source.call("CLUSTER", "GETKEYSINSLOT", "" + slot, BATCH_KEYS)) instanceof List<?> keys
                && !keys.isEmpty()) {
            List<byte[]> words = new ArrayList<>(
                    List.of(words("MIGRATE", "127.0.0.1", "" + target.port(), "", "0", "5000", "KEYS")));
            keys.forEach(key -> words.add((byte[]) key));
            good(source.call(words.toArray(byte[][]::new)));
        }
    }

    private static Object good(@org.jspecify.annotations.Nullable Object reply) {
        // A source that has given its last slot is no primary any more: nothing is left to be told.
        if (reply instanceof RespError error && !error.message().contains("only with masters")) {
            throw new LabException("bare sockets: " + error.message());
        }
        return reply == null ? "" : reply;
    }

    private static byte[][] words(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        }
        return bytes;
    }
}
