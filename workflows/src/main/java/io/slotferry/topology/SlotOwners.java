package io.slotferry.topology;

import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Who owns each slot, as an index into the sorted node ids; {@value #NOBODY} for nobody. */
final class SlotOwners {

    static final int NOBODY = -1;

    private SlotOwners() {}

    /** By the primaries' own claims; where two claim a slot the higher config epoch wins, as it will when they meet. */
    static int[] byClaims(List<Node> primaries, Map<String, Integer> indexes) {
        int[] owners = nobody();
        long[] epochs = new long[SlotRange.SLOT_COUNT];
        for (Node primary : primaries) {
            int index = indexes.get(primary.id());
            primary.slots().forEach(slot -> {
                if (owners[slot] == NOBODY || primary.configEpoch() > epochs[slot]) {
                    owners[slot] = index;
                    epochs[slot] = primary.configEpoch();
                }
            });
        }
        return owners;
    }

    /** As one node's view has it. */
    static int[] inView(ClusterView view, Map<String, Integer> indexes) {
        int[] owners = nobody();
        for (Node node : view.nodes()) {
            Integer index = indexes.get(node.id());
            if (index != null) {
                node.slots().forEach(slot -> owners[slot] = index);
            }
        }
        return owners;
    }

    /** The slots of each owner, in the order of their indexes. */
    static List<SlotSet> slots(int[] owners, int nodeCount) {
        List<BitSet> slots = new ArrayList<>();
        for (int i = 0; i < nodeCount; i++) {
            slots.add(new BitSet());
        }
        for (int slot = 0; slot < owners.length; slot++) {
            if (owners[slot] != NOBODY) {
                slots.get(owners[slot]).set(slot);
            }
        }
        return slots.stream().map(SlotSet::of).toList();
    }

    private static int[] nobody() {
        int[] owners = new int[SlotRange.SLOT_COUNT];
        Arrays.fill(owners, NOBODY);
        return owners;
    }
}
