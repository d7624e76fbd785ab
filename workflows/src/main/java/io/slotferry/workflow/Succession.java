package io.slotferry.workflow;

import io.slotferry.contract.SlotMove;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Who was failed over to whom since the plan was made. The plan keeps its names; steps go to whoever stands for them now. */
final class Succession {

    /** By the name in the plan, or of whoever stood there for a while. */
    private final TreeMap<String, String> heirs;

    Succession(Map<String, String> carried) {
        heirs = new TreeMap<>(carried);
    }

    /**
     * Who else was in this node's shard when the plan was made, primary or replica: any of them may be its heir.
     *
     * @param replicas ids of replicas by their primary's
     */
    static List<String> mates(Map<String, List<String>> replicas, String id) {
        return replicas.entrySet().stream()
                .map(shard -> Stream.concat(Stream.of(shard.getKey()), shard.getValue().stream())
                        .toList())
                .filter(shard -> shard.contains(id))
                .flatMap(List::stream)
                .filter(mate -> !mate.equals(id))
                .toList();
    }

    /** The node that stands for this one now. One step, no chain: a source that comes back as the target's replica may stand for the target one day. */
    String now(String id) {
        return heirs.getOrDefault(id, id);
    }

    boolean happened() {
        return !heirs.isEmpty();
    }

    /** The same moves between the nodes that stand for their ends now. */
    List<SlotMove> now(List<SlotMove> moves) {
        return moves.stream()
                .map(move -> new SlotMove(move.slots(), now(move.from()), now(move.to())))
                .toList();
    }

    /** Notes what changed between the wave's ends and their heirs; returns a sentence for each change that was not known before. */
    List<String> learn(Wave wave, Heirs found, UnaryOperator<String> label) {
        List<String> sentences = new ArrayList<>();
        if (tells(wave, wave.from(), found.from())) {
            sentences.add(label.apply(wave.from()) + " was failed over to " + found.fromAddress() + " during the move"
                    + blind(wave, found.blindMs()));
        }
        if (tells(wave, wave.to(), found.to())) {
            sentences.add(label.apply(wave.to()) + " was failed over to " + found.toAddress()
                    + " during the move; keys it had taken and not yet replicated are lost with it: at most as many as one MIGRATE may carry"
                    + (wave.slots().isEmpty() ? "" : " of " + wave.slots().named(10)));
        }
        return sentences;
    }

    /** A wave that was open tells of its own slots; else only the first tells. */
    private boolean tells(Wave wave, String old, String heir) {
        boolean changed = !old.equals(heir);
        boolean first = isNew(old, heir);
        return changed && (first || !wave.slots().isEmpty());
    }

    private boolean isNew(String old, String heir) {
        if (now(old).equals(heir)) {
            return false;
        }
        heirs.replaceAll((name, now) -> now.equals(old) ? heir : now);
        heirs.putIfAbsent(old, heir);
        return true;
    }

    private static String blind(Wave wave, long blindMs) {
        if (blindMs < 0 || wave.slots().isEmpty()) {
            return "";
        }
        return blindMs == 0
                ? "; the open slots were inherited with their marks"
                : "; keys of " + wave.slots().named(10)
                        + " that had moved already may have read as missing for at most " + blindMs
                        + " ms, and those that clients wrote or deleted meanwhile may show an older value";
    }

    Map<String, String> carry() {
        return new TreeMap<>(heirs);
    }
}
