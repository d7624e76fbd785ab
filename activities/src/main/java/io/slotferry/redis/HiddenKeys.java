package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Keys that had moved while the source did not know any more that their slots were open: a promoted Redis replica knows of no open slot. Until it is MIGRATING again it answers nil for them, lets clients write them anew and lets them be deleted; what was deleted meanwhile comes back from the target, and no server can tell such a key from one that nobody touched. So they are all named.
 */
final class HiddenKeys {

    static final String CODE = "may-be-stale";

    /** Names in one finding: keeps it below 10 KB. The slots of the others are named. */
    static final int NAMED_MAX = 100;

    private static final long TIMEOUT_MS = 1_500;

    private HiddenKeys() {}

    /** What the target holds of these slots, right after their source was told again that they are open; empty if it holds nothing. */
    static Optional<Finding> of(Session session, String from, String to, SlotSet asked) {
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        NodeLink target = session.look(to).link();
        long[] counts = KeyCounts.of(target, asked, TIMEOUT_MS);
        long held = Arrays.stream(counts).sum();
        SlotSet slots = holding(asked, counts);
        if (held == 0) {
            return Optional.empty();
        }
        List<String> names = names(target, slots);
        String source = session.look(from).link().endpoint().toString();
        return Optional.of(Finding.of(
                CODE,
                Finding.Severity.WARNING,
                slots,
                List.of(source, target.endpoint().toString()),
                source + " did not know that slots " + slots.shortText(10) + " were open, while " + target.endpoint()
                        + " already held " + held
                        + " keys of them: what clients deleted or wrote meanwhile may show an older value. Keys: "
                        + String.join(", ", names)
                        + (held > names.size() ? " and " + (held - names.size()) + " more" : ""),
                "compare these keys with what your application wrote last"));
    }

    private static SlotSet holding(SlotSet asked, long[] counts) {
        List<Integer> holding = new ArrayList<>();
        int[] order = asked.stream().toArray();
        for (int i = 0; i < order.length; i++) {
            if (counts[i] > 0) {
                holding.add(order[i]);
            }
        }
        return SlotSet.of(holding);
    }

    private static List<String> names(NodeLink target, SlotSet slots) {
        List<String> names = new ArrayList<>();
        for (int slot : slots.stream().toArray()) {
            int room = NAMED_MAX - names.size();
            if (room == 0) {
                break;
            }
            target.call(TIMEOUT_MS, "CLUSTER", "GETKEYSINSLOT", slot, room)
                    .list()
                    .forEach(key -> names.add(KeyText.of((byte[]) key)));
        }
        return names;
    }
}
