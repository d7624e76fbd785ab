package io.slotferry.planning;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Splits a whole number in proportion to weights so that the parts add up exactly (largest remainder). */
final class Shares {

    private Shares() {}

    /**
     * @param total what to split; at most the sum of the weights, then no part exceeds its weight
     * @param weights at least one of them above 0
     */
    static int[] of(int total, List<Integer> weights) {
        long sum = weights.stream().mapToLong(Integer::longValue).sum();
        int[] shares = weights.stream()
                .mapToInt(weight -> Math.toIntExact((long) total * weight / sum))
                .toArray();
        int missing = total - IntStream.of(shares).sum();
        // Equal remainders go to the first in the list, so that the same cluster always gives the same plan.
        IntStream.range(0, shares.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -((long) total * weights.get(i) % sum))
                        .thenComparing(i -> i))
                .limit(missing)
                .forEach(i -> shares[i]++);
        return shares;
    }
}
