package io.slotferry.gallery;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Steps that break a cluster in a way that nobody thought of: what people type when a move has failed, on any node, in any order. The same seed gives the same steps. */
public final class RandomBreak {

    private static final List<String> PRIMARIES = List.of("A", "B", "C", "D");
    private static final List<String> OWNERS = List.of("A", "B", "C");
    private static final String SLOTS = "600-603";
    private static final int STEPS_MAX = 9;

    private final Random random;
    private final List<String> steps = new ArrayList<>();
    private boolean failedOver;

    private RandomBreak(long seed) {
        random = new Random(seed);
    }

    /** Steps as {@link Breaker} reads them; those that the servers refuse are part of the story. */
    public static List<String> steps(long seed) {
        return new RandomBreak(seed).all();
    }

    private List<String> all() {
        steps.add("keys " + SLOTS + " " + (5 + random.nextInt(30)));
        // Most stories begin with a move that was under way.
        if (random.nextInt(10) < 8) {
            String target = other("A");
            steps.add("open " + SLOTS + " A " + target);
            steps.add("move " + some() + " A " + target + " "
                    + (random.nextInt(4) == 0 ? "all" : "" + random.nextInt(12)));
        }
        for (int left = 1 + random.nextInt(STEPS_MAX); left > 0; left--) {
            step();
        }
        return steps;
    }

    private void step() {
        String node = one(PRIMARIES);
        String peer = other(node);
        String slots = some();
        switch (random.nextInt(21)) {
            case 0, 1 -> setSlot(node, slots, "STABLE");
            case 2, 3 -> setSlot(node, slots, "IMPORTING {" + peer + "}");
            case 4, 5 -> setSlot(node, slots, "MIGRATING {" + peer + "}");
            case 6, 7, 8 -> setSlot(node, slots, "NODE {" + one(PRIMARIES) + "}");
            case 9, 10, 11 -> steps.add("move " + slots + " " + node + " " + peer + " " + (1 + random.nextInt(12)));
            case 12 -> steps.add("open " + slots + " " + node + " " + peer);
            case 13 -> steps.add("try " + node + ": CLUSTER DELSLOTS {" + slots + "}");
            case 14 -> steps.add("try " + node + ": CLUSTER ADDSLOTS {" + slots + "}");
            case 15 -> steps.add("try " + node + ": CLUSTER BUMPEPOCH");
            case 16 -> steps.add("unassign " + slots);
            case 17 -> failover();
            case 18 -> restart(node);
            default -> steps.add("wait " + (100 + random.nextInt(1_500)));
        }
    }

    private void setSlot(String node, String slots, String what) {
        steps.add("try " + node + ": CLUSTER SETSLOT {" + slots + "} " + what);
    }

    private void failover() {
        if (!failedOver) {
            failedOver = true;
            String primary = one(OWNERS);
            String replica = primary.toLowerCase(java.util.Locale.ROOT);
            if (random.nextBoolean()) {
                steps.add("failover " + replica);
            } else {
                steps.add("kill " + primary);
                steps.add("await primary " + replica);
            }
        }
    }

    /** It comes back with its map and marks, and without a key: these servers save none. */
    private void restart(String node) {
        steps.add("restart " + node);
        steps.add("wait 1000");
    }

    private String some() {
        int first = 600 + random.nextInt(4);
        int last = first + random.nextInt(604 - first);
        return first == last ? "" + first : first + "-" + last;
    }

    private String other(String node) {
        String peer = one(PRIMARIES);
        return peer.equals(node) ? other(node) : peer;
    }

    private String one(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }
}
