package io.slotferry.topology;

import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads CLUSTER NODES of Redis 6.2 to 8.x and Valkey 7.2 to 9.x. Tolerant: flags and tokens it does not know are ignored, because every release adds some.
 */
public final class ClusterNodesParser {

    private static final int FIELDS_BEFORE_SLOTS = 8;
    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern SLOTS = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");
    private static final Pattern MARK = Pattern.compile("\\[(\\d{1,9})-([<>])-([0-9a-zA-Z]{1,64})]");

    private ClusterNodesParser() {}

    /**
     * The view of the node that gave this reply.
     *
     * @param clusterNodesOutput the whole reply of one node
     * @throws IllegalArgumentException with one sentence if this is no reply of CLUSTER NODES
     */
    public static ClusterView parse(String clusterNodesOutput) {
        List<Node> nodes = new ArrayList<>();
        for (String line : clusterNodesOutput.split("\\R", -1)) {
            if (!line.isBlank()) {
                nodes.add(node(line.trim().split("\\s+", -1), line));
            }
        }
        long own = nodes.stream().filter(Node::myself).count();
        if (own != 1) {
            throw new IllegalArgumentException("CLUSTER NODES must have one line of the answering node itself, but "
                    + (own == 0 ? "none" : own) + " of its " + Sentence.count(nodes.size(), "line")
                    + (own <= 1 ? " has" : " have") + " the flag myself");
        }
        return new ClusterView(nodes);
    }

    private static Node node(String[] fields, String line) {
        if (fields.length < FIELDS_BEFORE_SLOTS
                || !ID.matcher(fields[0]).matches()
                || !NUMBER.matcher(fields[6]).matches()) {
            throw new IllegalArgumentException("this is not a line of CLUSTER NODES: " + Sentence.quote(line.trim()));
        }
        NodeAddress address = NodeAddress.parse(fields[1]);
        List<String> words = List.of(fields[2].split(",", -1));
        BitSet slots = new BitSet();
        List<OpenMark> marks = new ArrayList<>();
        for (int i = FIELDS_BEFORE_SLOTS; i < fields.length; i++) {
            readSlots(fields[i], slots, marks);
        }
        boolean replica = words.contains("slave") || words.contains("replica");
        return new Node(
                fields[0],
                address.host(),
                address.port(),
                address.busPort(),
                address.hostname(),
                words.contains("master") || words.contains("primary"),
                words.contains("myself"),
                // A replica that has lost its primary prints "-": it stays a replica, of a node that nobody knows.
                replica ? fields[3].replace("-", "") : null,
                Long.parseLong(fields[6]),
                fields[7].equals("connected"),
                flags(words),
                SlotSet.of(slots),
                marks);
    }

    private static List<NodeFlag> flags(List<String> words) {
        List<NodeFlag> flags = new ArrayList<>();
        for (NodeFlag flag : NodeFlag.values()) {
            if (words.contains(flag == NodeFlag.PFAIL ? "fail?" : flag.name().toLowerCase(Locale.ROOT))) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private static void readSlots(String token, BitSet slots, List<OpenMark> marks) {
        Matcher range = SLOTS.matcher(token);
        if (range.matches()) {
            int first = slot(range.group(1), token);
            int last = range.group(2) == null ? first : slot(range.group(2), token);
            if (first > last) {
                throw new IllegalArgumentException("CLUSTER NODES has a slot range that runs backwards: " + token);
            }
            slots.set(first, last + 1);
            return;
        }
        Matcher mark = MARK.matcher(token);
        if (mark.matches()) {
            boolean migrating = mark.group(2).equals(">");
            marks.add(new OpenMark(
                    slot(mark.group(1), token),
                    migrating ? OpenMark.Direction.MIGRATING : OpenMark.Direction.IMPORTING,
                    mark.group(3)));
        }
    }

    private static int slot(String digits, String token) {
        int slot = Integer.parseInt(digits);
        if (slot >= SlotRange.SLOT_COUNT) {
            throw new IllegalArgumentException(
                    "CLUSTER NODES has " + token + ", but slots go from 0 to " + (SlotRange.SLOT_COUNT - 1));
        }
        return slot;
    }
}
