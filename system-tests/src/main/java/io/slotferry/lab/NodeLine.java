package io.slotferry.lab;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of CLUSTER NODES as the lab needs it; on purpose not the product's parser, which it helps to check.
 *
 * @param id node id
 * @param address {@code host:port}
 * @param flags as printed, for example {@code myself,fail?}
 * @param primaryId for a replica its primary, else null
 * @param slots owned slots
 * @param marks open slots as printed, for example {@code [7->-id]}; only in the node's own line
 */
public record NodeLine(
        String id, String address, List<String> flags, @Nullable String primaryId, BitSet slots, List<String> marks) {

    /** All lines of one answer. */
    public static List<NodeLine> parse(String text) {
        return text.lines().filter(line -> !line.isBlank()).map(NodeLine::line).toList();
    }

    private static NodeLine line(String line) {
        String[] words = line.trim().split(" ", -1);
        BitSet slots = new BitSet();
        List<String> marks = new ArrayList<>();
        for (int i = 8; i < words.length; i++) {
            if (words[i].startsWith("[")) {
                marks.add(words[i]);
            } else {
                String[] range = words[i].split("-", -1);
                slots.set(Integer.parseInt(range[0]), Integer.parseInt(range[range.length - 1]) + 1);
            }
        }
        String address = words[1].split("[@,]", 2)[0];
        String primaryId = words[3].equals("-") ? null : words[3];
        return new NodeLine(words[0], address, List.of(words[2].split(",", -1)), primaryId, slots, marks);
    }

    public boolean myself() {
        return flags.contains("myself");
    }

    public boolean primary() {
        return flags.contains("master");
    }
}
