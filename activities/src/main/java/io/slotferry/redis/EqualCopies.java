package io.slotferry.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What two nodes hold of the keys of one batch, asked of many in one go: a slot whose every key is on both sides took 3 ms a key, one by one.
 *
 * @param equal both hold the same value, by its dump, and the other one not for much longer
 * @param absent the first node does not hold them
 * @param rest different, on the first node alone, too large to be read beside others, or not told
 */
record EqualCopies(List<byte[]> equal, List<byte[]> absent, List<byte[]> rest) {

    /** Values of one batch that are read together, in bytes of the first node's memory; their dumps take about as much. */
    private static final long BYTES_MAX = 4 << 20;

    private static final long TIMEOUT_MS = 5_000;

    static EqualCopies among(NodeLink node, NodeLink other, List<byte[]> keys) {
        EqualCopies copies = new EqualCopies(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<byte[]> small = copies.small(node, keys);
        List<Reply> here = ask(node, small, "DUMP");
        List<Reply> there = ask(other, small, "DUMP");
        List<Reply> ends = ask(node, small, "PTTL");
        List<Reply> otherEnds = ask(other, small, "PTTL");
        for (int i = 0; i < small.size(); i++) {
            byte[] value = here.get(i).bytes();
            boolean same = value != null
                    && Arrays.equals(value, there.get(i).bytes())
                    && !Twins.outlives(otherEnds.get(i), ends.get(i));
            (same ? copies.equal : copies.rest).add(small.get(i));
        }
        return copies;
    }

    private List<byte[]> small(NodeLink node, List<byte[]> keys) {
        List<byte[]> small = new ArrayList<>();
        List<Reply> sizes = ask(node, keys, "MEMORY", "USAGE");
        long bytes = 0;
        for (int i = 0; i < keys.size(); i++) {
            Reply size = sizes.get(i);
            boolean fits = size.number() > 0 && bytes + size.number() <= BYTES_MAX;
            bytes += fits ? size.number() : 0;
            // The owner of an open slot refers to the other node for what it does not hold.
            boolean gone = size.ok() ? size.number() < 0 : size.text().startsWith("ASK ");
            (fits ? small : gone ? absent : rest).add(keys.get(i));
        }
        return small;
    }

    /** ASKING lets an importing node answer, and changes nothing on others. */
    static List<Reply> ask(NodeLink node, List<byte[]> keys, Object... command) {
        List<Request> requests = new ArrayList<>();
        for (byte[] key : keys) {
            requests.add(Request.of("ASKING"));
            requests.add(Request.of(command).add(key));
        }
        List<Reply> replies = node.pipeline(requests, TIMEOUT_MS);
        List<Reply> answers = new ArrayList<>();
        for (int i = 1; i < replies.size(); i += 2) {
            answers.add(replies.get(i));
        }
        return answers;
    }
}
