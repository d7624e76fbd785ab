package io.slotferry.topology;

import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/**
 * Reads CLUSTER NODES of Redis 6.2 to 8.x and Valkey 7.2 to 9.x. Tolerant: flags and tokens it does not know are ignored, because every release adds some.
 */
public final class ClusterNodesParser {

    private static final int FIELDS_BEFORE_SLOTS = 8;
    private static final int ID_LENGTH_MAX = 64;
    private static final int EPOCH_DIGITS_MAX = 18;
    private static final int SLOT_DIGITS_MAX = 9;

    private ClusterNodesParser() {}

    /**
     * The view of the node that gave this reply.
     *
     * @param clusterNodesOutput the whole reply of one node
     * @throws IllegalArgumentException with one sentence if this is no reply of CLUSTER NODES
     */
    public static ClusterView parse(String clusterNodesOutput) {
        List<Node> nodes = new ArrayList<>();
        clusterNodesOutput.lines().filter(line -> !line.isBlank()).forEach(line -> nodes.add(node(words(line), line)));
        long own = nodes.stream().filter(Node::myself).count();
        if (own != 1) {
            throw new IllegalArgumentException("CLUSTER NODES must have one line of the answering node itself, but "
                    + (own == 0 ? "none" : own) + " of its " + Sentence.count(nodes.size(), "line")
                    + (own <= 1 ? " has" : " have") + " the flag myself");
        }
        return new ClusterView(nodes);
    }

    /** By hand, as all that follows: while slots move this is read many times a second, and a node with hundreds of marks has as many words. */
    private static String[] words(String line) {
        StringTokenizer tokens = new StringTokenizer(line);
        String[] words = new String[tokens.countTokens()];
        for (int i = 0; i < words.length; i++) {
            words[i] = tokens.nextToken();
        }
        return words;
    }

    private static Node node(String[] fields, String line) {
        if (fields.length < FIELDS_BEFORE_SLOTS || !isId(fields[0]) || !isNumber(fields[6], EPOCH_DIGITS_MAX)) {
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
        int dash = token.indexOf('-');
        if (token.startsWith("[")) {
            readMark(token, dash, marks);
            return;
        }
        String from = dash < 0 ? token : token.substring(0, dash);
        String to = dash < 0 ? token : token.substring(dash + 1);
        if (isNumber(from, SLOT_DIGITS_MAX) && isNumber(to, SLOT_DIGITS_MAX)) {
            int first = slot(from, token);
            int last = slot(to, token);
            if (first > last) {
                throw new IllegalArgumentException("CLUSTER NODES has a slot range that runs backwards: " + token);
            }
            slots.set(first, last + 1);
        }
    }

    /** {@code [609->-id]} or {@code [609-<-id]}. */
    private static void readMark(String token, int dash, List<OpenMark> marks) {
        int peer = dash + 3;
        if (dash < 0 || peer >= token.length() || !token.endsWith("]") || token.charAt(dash + 2) != '-') {
            return;
        }
        String digits = token.substring(1, dash);
        String peerId = token.substring(peer, token.length() - 1);
        char arrow = token.charAt(dash + 1);
        if (isNumber(digits, SLOT_DIGITS_MAX) && isId(peerId) && (arrow == '>' || arrow == '<')) {
            marks.add(new OpenMark(
                    slot(digits, token),
                    arrow == '>' ? OpenMark.Direction.MIGRATING : OpenMark.Direction.IMPORTING,
                    peerId));
        }
    }

    private static boolean isId(String word) {
        return !word.isEmpty()
                && word.length() <= ID_LENGTH_MAX
                && word.chars().allMatch(c -> isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    }

    private static boolean isNumber(String word, int digitsMax) {
        return !word.isEmpty() && word.length() <= digitsMax && word.chars().allMatch(ClusterNodesParser::isDigit);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
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
