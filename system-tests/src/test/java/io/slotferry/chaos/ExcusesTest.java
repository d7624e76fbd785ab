package io.slotferry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExcusesTest {

    private static final long S = 1_000_000_000L;
    private static final long KILLED = 100 * S;
    private static final Outage DEATH = new Outage("id-a", "a:1", KILLED, KILLED + 5 * S, SlotSet.of(7));

    @Test
    void writesThatTheDeadPrimaryAcknowledgedLastAreExcused() {
        assertThat(promoted().of(lost(7, new Write(3, KILLED - S / 2, "a:1")))).isEqualTo(Excuses.Kind.ASYNC);
        assertThat(promoted().of(lost(7, new Write(3, KILLED + 6 * S, "a:1"))))
                .as("an old primary that was continued")
                .isEqualTo(Excuses.Kind.ASYNC);
    }

    @Test
    void nothingIsExcusedWithoutAPromotion() {
        Excuses came = new Excuses(List.of(DEATH), (node, at) -> false, new Named(List.of()));

        assertThat(came.of(lost(7, new Write(3, KILLED - S / 2, "a:1")))).isEqualTo(Excuses.Kind.LOST);
    }

    @Test
    void writesOfOthersAndOldWritesAreLost() {
        assertThat(promoted().of(lost(8, new Write(3, KILLED - S / 2, "b:1")))).isEqualTo(Excuses.Kind.LOST);
        assertThat(promoted().of(lost(8, new Write(3, KILLED - 2 * S, "a:1")))).isEqualTo(Excuses.Kind.LOST);
        assertThat(promoted().of(lost(8, new Write(3, KILLED - S / 2, "a:1"), new Write(4, KILLED + S, "b:1"))))
                .as("one of two is not excused")
                .isEqualTo(Excuses.Kind.LOST);
        assertThat(promoted().of(lost(8))).as("an older value came back").isEqualTo(Excuses.Kind.LOST);
    }

    @Test
    void aKeyOnItsWayDiesWithTheTarget() {
        assertThat(promoted().of(lost(7, new Write(3, KILLED - 50 * S, "b:1")))).isEqualTo(Excuses.Kind.EXPOSED);
    }

    @Test
    void aKeyThatCameBackIsExcusedOnlyIfAReportNamesIt() {
        Write deletion = new Write(Write.NONE, 9 * S, "b:1");
        Ledger.Difference back = new Ledger.Difference(key(new Write(1, S, "b:1"), deletion), 1, List.of(deletion));
        Write second = new Write(2, 9 * S, "b:1");
        Ledger.Difference older = new Ledger.Difference(key(new Write(1, S, "b:1"), second), 1, List.of(second));

        assertThat(promoted(named("\"j\", \"k\"")).of(back)).isEqualTo(Excuses.Kind.NAMED);
        assertThat(promoted(named("\"j\" and 3 more")).of(back)).isEqualTo(Excuses.Kind.NAMED);
        assertThat(promoted(named("\"j\", \"kk\"")).of(back)).isEqualTo(Excuses.Kind.LOST);
        assertThat(promoted(named("\"k\"")).of(older))
                .as("an older value of a key that was not deleted")
                .isEqualTo(Excuses.Kind.LOST);
        assertThat(promoted(named("\"k\"")).of(lost(8, new Write(3, KILLED + S, "b:1"))))
                .as("a key that is gone is lost, named or not")
                .isEqualTo(Excuses.Kind.LOST);
    }

    @Test
    void aKeyThatASilentTargetMayHaveDeletedIsExposedIfTheReportNamesItsSlot() {
        Excuses excuses = promoted(named("may-be-lost", 8));

        assertThat(excuses.of(lost(8, new Write(3, KILLED + 60 * S, "b:1")))).isEqualTo(Excuses.Kind.EXPOSED);
        assertThat(excuses.of(lost(9, new Write(3, KILLED + 60 * S, "b:1")))).isEqualTo(Excuses.Kind.LOST);
    }

    @Test
    void aPrimaryThatOthersTookForDeadWhenOneWokeUpIsAnOutageOfItsOwn() {
        Outage woke = new Outage("id-c", "c:1", KILLED - 3 * S, KILLED - S, SlotSet.EMPTY);
        Shards.Promotion promotion = new Shards.Promotion("id-b", "id-b", "id-d", KILLED);

        List<Outage> mistaken =
                Excuses.mistaken(List.of(promotion), List.of(woke), List.of(), id -> id.equals("id-b") ? "b:1" : id);

        assertThat(mistaken).singleElement().extracting(Outage::address).isEqualTo("b:1");
        assertThat(new Excuses(mistaken, (node, at) -> node.equals("id-b") && at <= KILLED, new Named(List.of()))
                        .of(lost(7, new Write(3, KILLED - S / 5, "b:1"))))
                .isEqualTo(Excuses.Kind.ASYNC);
        assertThat(Excuses.mistaken(List.of(promotion), List.of(), List.of(), id -> id))
                .as("nobody woke up: something held it up")
                .isEmpty();
        assertThat(Excuses.mistaken(List.of(promotion), List.of(woke), List.of("id-b"), id -> id))
                .as("it was asked for, and hands over all it has")
                .isEmpty();
    }

    @Test
    void whatIsLostIsAllThatCameAfterWhatIsFound() {
        LedgerKey key = new LedgerKey("k", 7);
        key.acked(new Write(1, 1, "a:1"));
        key.acked(new Write(2, 2, "a:1"));
        key.acked(new Write(Write.NONE, 3, "a:1"));

        assertThat(key.mayHold(Write.NONE)).isTrue();
        assertThat(key.mayHold(2)).isFalse();
        assertThat(key.lostBy(1)).extracting(Write::value).containsExactly(2L, Write.NONE);
        assertThat(key.lostBy(9)).hasSize(3);
    }

    private static LedgerKey key(Write... acked) {
        LedgerKey key = new LedgerKey("k", 8);
        for (Write write : acked) {
            key.acked(write);
        }
        return key;
    }

    private static Excuses promoted() {
        return promoted(new Named(List.of()));
    }

    private static Excuses promoted(Named named) {
        return new Excuses(List.of(DEATH), (node, at) -> node.equals("id-a") && at <= KILLED, named);
    }

    private static Named named(String keys) {
        return named("may-be-stale", 8, "b:1 lost sight. Keys: " + keys);
    }

    private static Named named(String code, int slot) {
        return named(code, slot, "b:1 was told");
    }

    private static Named named(String code, int slot, String sentence) {
        Finding finding = Finding.of(code, Finding.Severity.WARNING, SlotSet.of(slot), List.of(), sentence, "");
        return new Named(List.of(new Report(
                RunState.SUCCEEDED,
                "",
                0,
                0,
                0,
                0,
                List.of(),
                List.of(finding),
                List.of(),
                List.of(),
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                0)));
    }

    private static Ledger.Difference lost(int slot, Write... writes) {
        return new Ledger.Difference(new LedgerKey("k", slot), Write.NONE, List.of(writes));
    }
}
