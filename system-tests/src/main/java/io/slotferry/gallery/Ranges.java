package io.slotferry.gallery;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Slots as the cases write them: {@code 609} or {@code 600-609}, several with commas. */
final class Ranges {

    private Ranges() {}

    static int[] parse(String text) {
        return Arrays.stream(text.split(",", -1)).flatMapToInt(Ranges::one).toArray();
    }

    private static IntStream one(String text) {
        String[] ends = text.split("-", -1);
        return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }
}
