package io.slotferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotSetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "16383|16383",
                "0-16383|0-16383",
                " 5 , 3-4 |3-5",
                "5 7\t9|5,7,9",
                "1-5,3-8|1-8",
                "007|7",
                "''|''",
                ",,|''",
            })
    void readsAndWritesRanges(String text, String written) {
        assertThat(SlotSet.parse(text)).hasToString(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "16384|slot 16384 does not exist",
                "0-16384|slot 16384 does not exist",
                "5-3|range 5-3 runs backwards; write 3-5",
                "-5|\"-5\" is not a slot",
                "1--5|\"1--5\" is not a slot",
                "1-|\"1-\" is not a slot",
                "abc|\"abc\" is not a slot",
                "1;2|\"1;2\" is not a slot",
                "99999999999|\"99999999999\" is not a slot",
                "1.5|\"1.5\" is not a slot",
            })
    void refusesWithASentence(String text, String sentence) {
        assertThatThrownBy(() -> SlotSet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void refusesLongNonsenseWithAShortSentence() {
        assertThatThrownBy(() -> SlotSet.parse("y".repeat(100_000))).message().hasSizeLessThan(300);
    }

    @Test
    void behavesLikeASetOfNumbers() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Set<Integer> a = numbers(random);
            Set<Integer> b = numbers(random);
            SlotSet left = SlotSet.of(a);
            SlotSet right = SlotSet.of(b);
            TreeSet<Integer> both = new TreeSet<>(a);
            both.retainAll(b);
            TreeSet<Integer> rest = new TreeSet<>(a);
            rest.removeAll(b);
            TreeSet<Integer> sum = new TreeSet<>(a);
            sum.addAll(b);

            assertThat(left.and(right)).isEqualTo(SlotSet.of(both));
            assertThat(left.minus(right)).isEqualTo(SlotSet.of(rest));
            assertThat(left.plus(right)).isEqualTo(SlotSet.of(sum));
            assertThat(left.intersects(right)).isEqualTo(!both.isEmpty());
            assertThat(left.containsAll(right)).isEqualTo(a.containsAll(b));
            assertThat(left.count()).isEqualTo(a.size());
            assertThat(left.stream().boxed().toList()).containsExactlyElementsOf(a);
            assertThat(left.lowest(3).stream().boxed().toList())
                    .isEqualTo(a.stream().limit(3).toList());
            assertThat(SlotSet.parse(a.stream().map(String::valueOf).collect(Collectors.joining(","))))
                    .isEqualTo(left);
            assertThat(SlotSet.parse(left.toString())).isEqualTo(left).hasSameHashCodeAs(left);
        }
    }

    private static Set<Integer> numbers(Random random) {
        TreeSet<Integer> numbers = new TreeSet<>();
        int dense = 1 + random.nextInt(16_384);
        int count = random.nextInt(200);
        for (int i = 0; i < count; i++) {
            numbers.add(random.nextInt(dense));
        }
        return numbers;
    }

    @Test
    void shortTextCountsWhatItLeavesOff() {
        SlotSet set = SlotSet.parse("1-3,5,7-9,11");

        assertThat(set.shortText(4)).isEqualTo("1-3,5,7-9,11");
        assertThat(set.shortText(2)).isEqualTo("1-3,5 and 4 more");
        assertThat(set.shortWord(2)).isEqualTo("1-3,5+4");
    }

    @Test
    void nothingChangesASetThatWasHandedOut() {
        BitSet bits = new BitSet();
        bits.set(5);
        SlotSet set = SlotSet.of(bits);

        bits.set(6);

        assertThat(set).isEqualTo(SlotSet.of(5));
    }

    @Test
    void rangesStayWithinTheSlots() {
        assertThat(new SlotRange(0, 16383).slotCount()).isEqualTo(16384);
        assertThatThrownBy(() -> new SlotRange(-1, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SlotRange(5, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SlotRange(0, 16384)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pieces_are_in_order_and_none_is_larger_than_it_may() {
        assertThat(SlotSet.parse("1-5,9").pieces(4)).containsExactly(SlotSet.parse("1-4"), SlotSet.parse("5,9"));
        assertThat(SlotSet.EMPTY.pieces(4)).isEmpty();
    }
}
