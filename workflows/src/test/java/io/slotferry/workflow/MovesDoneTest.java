package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MovesDoneTest {

    private final MovesDone moves = new MovesDone();

    @Test
    void a_slot_found_open_and_asked_for_again_is_one_slot() {
        SlotMove open = move("609", "a", "b");
        SlotMove asked = move("609-610", "a", "b");
        moves.adopting(List.of(open));
        moves.planMade();

        assertThat(MovesDone.merged(Stream.of(open, asked))).containsExactly(asked);

        moves.moved(open);
        moves.moved(move("610", "a", "b"));
        assertThat(moves.slots()).isEqualTo(2);
        assertThat(moves.left(List.of(asked))).isEmpty();
    }

    @Test
    void a_slot_that_is_moved_on_is_two_moves_and_one_way() {
        moves.adopting(List.of(move("609", "a", "b")));
        moves.moved(move("609", "a", "b"));
        moves.planMade();
        moves.moved(move("609", "b", "c"));

        assertThat(moves.slots()).isEqualTo(2);
        assertThat(moves.net()).containsExactly(move("609", "a", "c"));
    }

    private static SlotMove move(String slots, String from, String to) {
        return new SlotMove(SlotSet.parse(slots), from, to);
    }
}
