package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of hash slots, written as the servers write it: {@code "0-1023,5000"}. Immutable; iterates in ascending order, always the same, so it is safe in workflow code.
 */
public final class SlotSet {

    public static final SlotSet EMPTY = new SlotSet(new BitSet());

    private final BitSet bits;

    private SlotSet(BitSet bits) {
        this.bits = bits;
    }

    /**
     * Parses ranges separated by commas or blanks.
     *
     * @throws IllegalArgumentException with a sentence that names the first wrong piece
     */
    @JsonCreator
    public static SlotSet parse(String text) {
        BitSet bits = new BitSet();
        for (String piece : text.trim().split("[,\\s]+", -1)) {
            if (piece.isEmpty()) {
                continue;
            }
            if (!piece.matches("\\d{1,9}(-\\d{1,9})?")) {
                throw new IllegalArgumentException(
                        "\"" + shorten(piece) + "\" is not a slot or a range like 0-1023; slots go from 0 to 16383");
            }
            int dash = piece.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? piece : piece.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(piece.substring(dash + 1));
            if (last >= SlotRange.SLOT_COUNT) {
                throw new IllegalArgumentException("slot " + last + " does not exist; slots go from 0 to 16383");
            }
            if (first > last) {
                throw new IllegalArgumentException("range " + piece + " runs backwards; write " + last + "-" + first);
            }
            bits.set(first, last + 1);
        }
        return of(bits);
    }

    public static SlotSet of(BitSet bits) {
        return bits.isEmpty() ? EMPTY : new SlotSet((BitSet) bits.clone());
    }

    public static SlotSet of(int... slots) {
        BitSet bits = new BitSet();
        for (int slot : slots) {
            bits.set(slot);
        }
        return of(bits);
    }

    public static SlotSet of(Collection<Integer> slots) {
        return of(slots.stream().mapToInt(Integer::intValue).toArray());
    }

    public static SlotSet range(int first, int last) {
        BitSet bits = new BitSet();
        bits.set(first, last + 1);
        return of(bits);
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public int count() {
        return bits.cardinality();
    }

    public boolean contains(int slot) {
        return bits.get(slot);
    }

    public boolean containsAll(SlotSet other) {
        return other.minus(this).isEmpty();
    }

    public boolean intersects(SlotSet other) {
        return bits.intersects(other.bits);
    }

    public SlotSet plus(SlotSet other) {
        BitSet sum = bits();
        sum.or(other.bits);
        return of(sum);
    }

    public SlotSet minus(SlotSet other) {
        BitSet rest = bits();
        rest.andNot(other.bits);
        return of(rest);
    }

    public SlotSet and(SlotSet other) {
        BitSet both = bits();
        both.and(other.bits);
        return of(both);
    }

    /** The lowest {@code count} slots, or all of them if there are fewer. */
    public SlotSet lowest(int count) {
        return of(stream().limit(count).toArray());
    }

    /** All of them in order, at most so many a piece. */
    public List<SlotSet> pieces(int most) {
        List<SlotSet> pieces = new ArrayList<>();
        for (SlotSet rest = this; !rest.isEmpty(); rest = rest.minus(pieces.get(pieces.size() - 1))) {
            pieces.add(rest.lowest(most));
        }
        return pieces;
    }

    public int first() {
        return bits.nextSetBit(0);
    }

    public IntStream stream() {
        return bits.stream();
    }

    public void forEach(IntConsumer action) {
        bits.stream().forEach(action);
    }

    public List<SlotRange> ranges() {
        List<SlotRange> ranges = new ArrayList<>();
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int end = bits.nextClearBit(first);
            ranges.add(new SlotRange(first, end - 1));
            first = bits.nextSetBit(end);
        }
        return ranges;
    }

    private BitSet bits() {
        return (BitSet) bits.clone();
    }

    /** At most {@code rangesMax} ranges, then "and N more slots": for sentences. */
    public String shortText(int rangesMax) {
        return shortened(rangesMax, " and ", " more");
    }

    /** The same as one word, for ids: {@code 0-99,101-199,201+5360}. */
    public String shortWord(int rangesMax) {
        return shortened(rangesMax, "+", "");
    }

    private String shortened(int rangesMax, String before, String after) {
        List<SlotRange> ranges = ranges();
        if (ranges.size() <= rangesMax) {
            return toString();
        }
        List<SlotRange> shown = ranges.subList(0, rangesMax);
        int rest = count() - shown.stream().mapToInt(SlotRange::slotCount).sum();
        return join(shown) + before + rest + after;
    }

    /** {@code slot 5} or {@code slots 0-99}, for a sentence; at most so many ranges are shown. */
    public String named(int rangesMax) {
        return (count() == 1 ? "slot " : "slots ") + shortText(rangesMax);
    }

    @JsonValue
    @Override
    public String toString() {
        return join(ranges());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SlotSet set && bits.equals(set.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    private static String join(List<SlotRange> ranges) {
        return ranges.stream().map(SlotRange::toString).collect(Collectors.joining(","));
    }

    private static String shorten(String piece) {
        return piece.length() <= 40 ? piece : piece.substring(0, 40) + "...";
    }
}
