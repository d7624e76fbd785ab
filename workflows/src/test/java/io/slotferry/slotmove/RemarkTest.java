package io.slotferry.slotmove;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.slotmove.ObservedSlot.Mark;
import io.slotferry.slotmove.ObservedSlot.Owner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemarkTest {

    @ParameterizedTest(name = "source sees {0} with mark {2}, target sees {1} with mark {3}")
    @CsvSource({
        // Redis: the promoted source knows of nothing, the importer still names the dead one.
        "SOURCE, OTHER,  NONE,  OTHER, true,  true,  true",
        // Valkey: everything was inherited.
        "SOURCE, SOURCE, OURS,  OURS,  false, false, false",
        // The target was replaced: the source points to the dead one, the new one knows of nothing.
        "SOURCE, SOURCE, OTHER, NONE,  true,  false, true",
        // Half way through an earlier try.
        "SOURCE, OTHER,  OURS,  OTHER, false, true,  true",
        "SOURCE, SOURCE, OURS,  OTHER, false, false, true",
        // The target owns it: finishing is due, no mark.
        "SOURCE, TARGET, NONE,  NONE,  false, false, false",
        // The promoted node does not claim the slot: nothing is known well enough.
        "OTHER,  OTHER,  NONE,  OTHER, false, false, false",
        "TARGET, TARGET, NONE,  NONE,  false, false, false",
    })
    void marks_that_are_missing_after_a_failover(
            Owner sourceSees,
            Owner targetSees,
            Mark sourceMark,
            Mark targetMark,
            boolean migrating,
            boolean owner,
            boolean importing) {
        ObservedSlot seen = new ObservedSlot(7, sourceSees, targetSees, sourceMark, targetMark, 3, 4);

        assertThat(Remark.of(seen)).isEqualTo(new Remark(migrating, owner, importing));
    }
}
