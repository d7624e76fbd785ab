package io.slotferry.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The repair table, row by row: what nodes show, and the whole script that follows. Every row is visited, or the class fails. */
class RepairTableTest {

    private static final RepairOrder EVERYTHING =
            new RepairOrder(SlotSet.range(0, 16_383), SlotSet.EMPTY, Map.of(), Map.of(), List.of(), false, false);

    private static final KeyLook NO_KEYS = new KeyLook() {
        @Override
        public List<KeyName> keys(String nodeId, int slot, int max) {
            return List.of();
        }

        @Override
        public Copies compare(KeyName key, String nodeId, String otherId) {
            return Copies.EQUAL;
        }
    };

    private static final Set<Row> VISITED = EnumSet.noneOf(Row.class);

    @AfterAll
    static void everyRowWasVisited() {
        assertThat(VISITED).containsExactlyInAnyOrder(Row.values());
    }

    private static void expect(Stage stage, String... rows) {
        expect(stage, false, false, rows);
    }

    private static void expect(Stage stage, boolean planned, boolean back, String... rows) {
        expect(stage.script(planned, back, false), rows);
    }

    private static void expect(List<String> script, String... rows) {
        assertThat(script).containsExactly(rows);
        script.forEach(row -> VISITED.add(Row.valueOf(row.split(" ")[0])));
        if (script.isEmpty()) {
            VISITED.add(Row.HEALTHY);
        }
    }

    @Test
    void a_slot_that_everybody_agrees_on_is_left_alone() {
        expect(Stage.owned().keys("a", 5));
    }

    @Test
    void a_source_that_forgot_the_target_meets_it_first() {
        expect(
                Stage.owned().importing("b", "a").keys("b", 5).lacks("a", "b"),
                "STRANGERS_MEET MEET a b",
                "FORWARD FORWARD a b");
    }

    @Test
    void a_target_that_forgot_the_source_meets_it_first() {
        expect(
                Stage.owned().migrating("a", "b").keys("b", 5).lacks("b", "a"),
                "STRANGERS_MEET MEET b a",
                "FORWARD FORWARD a b");
    }

    @Test
    void a_node_that_was_reset_meets_the_owner() {
        expect(
                Stage.owned()
                        .sees("d", "")
                        .lacks("d", "a")
                        .lacks("d", "b")
                        .lacks("d", "c")
                        .keys("a", 5),
                "STRANGERS_MEET MEET d a",
                "OBSERVER_TOLD TELL d a");
    }

    @Test
    void nodes_that_forgot_each_other_meet_if_a_third_one_knows_both() {
        expect(
                Stage.owned().importing("b", "a").keys("b", 5).lacks("a", "b").lacks("b", "a"),
                "STRANGERS_MEET MEET a b",
                "FORWARD FORWARD a b");
    }

    @Test
    void nodes_of_two_clusters_never_meet() {
        Stage stage = Stage.owned().sees("c", "").sees("d", "");
        for (String here : List.of("a", "b")) {
            for (String there : List.of("c", "d")) {
                stage.lacks(here, there).lacks(there, here);
            }
        }
        expect(stage.keys("a", 5), "STRANGER_AWAITED");
    }

    @Test
    void a_node_that_most_have_forgotten_is_not_brought_back() {
        expect(Stage.owned().forgotten("b").importing("b", "a").keys("b", 5).lacks("b", "a"), "STRANGER_AWAITED");
    }

    @Test
    void a_dead_target_whose_replica_nobody_promotes_is_replaced_by_it() {
        Stage stage =
                Stage.owned().migrating("a", "b").keys("a", 5).replica("c", "b").dead("b", "c");
        expect(stage.script(false, false, false), "HEIR_AWAITED");
        expect(stage.script(false, false, true), "PEER_DEAD_REPLICA FAILOVER c");
        assertThat(Row.PEER_DEAD_REPLICA.consent()).isEqualTo("mark-to-failed-node");
    }

    @Test
    void open_with_keys_on_the_source_only_goes_back() {
        expect(Stage.owned().migrating("a", "b").importing("b", "a").keys("a", 5), "BACK BACK a b");
    }

    @Test
    void open_with_keys_on_the_target_goes_forward() {
        expect(Stage.owned().migrating("a", "b").importing("b", "a").keys("b", 5), "FORWARD FORWARD a b");
    }

    @Test
    void open_with_keys_on_both_goes_forward() {
        expect(
                Stage.owned()
                        .migrating("a", "b")
                        .importing("b", "a")
                        .keys("a", 5)
                        .keys("b", 5),
                "FORWARD FORWARD a b");
    }

    @Test
    void a_recorded_plan_goes_forward_even_if_nothing_has_moved() {
        expect(
                Stage.owned().migrating("a", "b").importing("b", "a").keys("a", 5),
                true,
                false,
                "FORWARD_AS_PLANNED FORWARD a b");
    }

    @Test
    void back_finishes_a_half_moved_slot_forward_and_then_returns_it() {
        expect(
                Stage.owned()
                        .migrating("a", "b")
                        .importing("b", "a")
                        .keys("a", 5)
                        .keys("b", 5),
                false,
                true,
                "FORWARD FORWARD a b",
                "FORWARD RETURN b a");
    }

    @Test
    void back_returns_a_slot_whose_source_does_not_know_yet_that_it_has_arrived() {
        Stage stage = new Stage().claims("b", 2).migrating("a", "b").keys("b", 5);
        List.of("a", "b", "c", "d").forEach(id -> stage.sees(id, "b"));

        expect(stage, false, true, "MARK_CLEARED CLEAR a", "FORWARD RETURN b a");
    }

    @Test
    void migrating_alone_is_cleared_where_the_target_holds_nothing() {
        expect(Stage.owned().migrating("a", "b").keys("a", 5), "OWNER_CLEARED CLEAR a");
    }

    @Test
    void migrating_alone_goes_forward_where_the_target_holds_keys() {
        expect(Stage.owned().migrating("a", "b").keys("b", 5), "FORWARD FORWARD a b");
    }

    @Test
    void importing_alone_is_cleared_or_goes_forward() {
        expect(Stage.owned().importing("b", "a").keys("a", 5), "MARK_CLEARED CLEAR b");
        expect(Stage.owned().importing("b", "a").keys("b", 5), "FORWARD FORWARD a b");
    }

    @Test
    void a_source_that_was_told_first_hands_over() {
        Stage stage = new Stage().importing("b", "a").keys("b", 5);
        List.of("b", "c", "d").forEach(id -> stage.sees(id, "a"));

        expect(stage.sees("a", "b"), "HALF_TAKEN TAKE b");
    }

    @Test
    void a_source_that_let_go_with_keys_takes_the_slot_back_first_so_that_nobody_reads_nil() {
        Stage stage = new Stage()
                .migrating("a", "b")
                .importing("b", "a")
                .keys("a", 3)
                .keys("b", 5)
                .absent("a");
        List.of("b", "c", "d").forEach(id -> stage.sees(id, "a"));

        expect(stage, "SOURCE_TAKES_BACK TAKE a", "FORWARD FORWARD a b");
        expect(stage.sees("a", "b"), "SOURCE_TAKES_BACK TAKE a", "FORWARD FORWARD a b");
        expect(stage.valkey("b"), "TARGET_AWAITED");
        expect(stage.script(false, false, true), "SOURCE_TAKES_BACK TAKE a", "FORWARD FORWARD a b");
    }

    @Test
    void a_source_that_let_go_without_keys_leaves_the_slot_to_the_importer_that_alone_holds_some() {
        Stage stage = new Stage().importing("b", "a").keys("b", 5);

        expect(stage, "HALF_TAKEN TAKE b");
        expect(stage.migrating("a", "b").absent("a"), "HALF_TAKEN TAKE b", "MARK_CLEARED CLEAR a");
        expect(stage.keys("c", 1), "UNCOVERED_SPREAD TAKE b", "MARK_CLEARED CLEAR a", "GATHERED GATHER c b");
        expect(new Stage().importing("d", "c").keys("a", 5), "UNCOVERED_ONE_HOLDER TAKE a", "MARK_CLEARED CLEAR d");
    }

    @Test
    void an_open_slot_that_nobody_names_any_more_goes_back_to_its_source_with_consent() {
        expect(
                new Stage().migrating("a", "b").importing("b", "a").keys("a", 3).keys("b", 5),
                "UNCOVERED_SPREAD TAKE a",
                "FORWARD FORWARD a b");
    }

    @Test
    void a_target_that_names_another_owner_is_told_before_the_slot_goes_back_or_forward() {
        Stage stage = Stage.owned().migrating("a", "b").importing("b", "a").keys("a", 5);

        expect(stage.sees("b", ""), "TARGET_TOLD TELL b a", "BACK BACK a b");
        expect(stage.sees("b", "c"), true, false, "TARGET_TOLD TELL b a", "FORWARD_AS_PLANNED FORWARD a b");
    }

    @Test
    void a_mark_to_a_dead_replica_means_its_primary() {
        Stage stage = Stage.owned().deadReplica("b", "c").migrating("a", "b").keys("a", 5);

        expect(stage, "OWNER_CLEARED CLEAR a");
        expect(stage.keys("c", 2), "SOURCE_REPOINTED MARK_MIGRATING a c", "FORWARD FORWARD a c");
    }

    @Test
    void a_slot_open_to_a_forgotten_node_with_keys_waits_until_they_meet_again() {
        Stage stage = Stage.owned().forgotten("b").migrating("a", "b").importing("b", "a");

        expect(stage, "BACK BACK a b");
        expect(stage.keys("b", 3), "PEER_FORGOTTEN");
        assertThat(Script.of(stage.slot(), stage.cast(), false, false, true)
                        .last()
                        .why())
                .contains("CLUSTER MEET 127.0.0.1 1");
    }

    @Test
    void a_holder_that_keeps_other_values_does_not_keep_the_keys_of_others_from_home() {
        SlotState slot = Stage.owned()
                .keys("a", 5)
                .keys("b", 3)
                .importing("b", "a")
                .keys("c", 1)
                .slot();
        RepairOrder order = new RepairOrder(
                SlotSet.of(609), SlotSet.EMPTY, Map.of("b", SlotSet.of(609)), Map.of(), List.of(), false, false);

        assertThat(RepairPlan.of(List.of(slot), new Stage().cast(), order).tasks())
                .containsExactly(new RepairTask(RepairAct.of(RepairAct.Kind.GATHER, "c", "a"), SlotSet.of(609)));
    }

    @Test
    void the_heir_of_a_node_that_follows_it_by_now_takes_what_that_one_was_handed() {
        Stage stage = new Stage().replica("b", "d").sees("a", "b").absent("b").importing("d", "c");

        expect(stage.keys("d", 5), "HEIR_TAKES TAKE d");
        assertThat(stage.keys("c", 1).script(false, false, false))
                .first()
                .asString()
                .startsWith("UNCOVERED_SPREAD");
    }

    @Test
    void the_heir_of_a_node_that_was_handed_the_slot_takes_it_only_if_it_alone_holds_keys() {
        Stage stage = new Stage().deposed("b", "d").sees("a", "b").keys("d", 5);

        expect(stage, "HEIR_TAKES TAKE d");
        expect(stage.keys("c", 1), "UNCOVERED_SPREAD TAKE d", "GATHERED GATHER c d");
        expect(new Stage().deposed("b", "d").sees("a", "b").keys("c", 1), "UNCOVERED_ONE_HOLDER TAKE c");
        expect(new Stage().deposed("b", "d").keys("d", 5), "UNCOVERED_ONE_HOLDER TAKE d");
    }

    @Test
    void a_source_with_keys_after_the_target_took_over_gives_them_to_it() {
        Stage stage =
                new Stage().claims("b", 2).migrating("a", "b").keys("a", 3).keys("b", 5);
        List.of("a", "b", "c", "d").forEach(id -> stage.sees(id, "b"));

        expect(stage, "GATHERED GATHER a b");
    }

    @Test
    void stranded_keys_without_marks_come_home() {
        expect(Stage.owned().keys("a", 5).keys("b", 3).keys("c", 1), "GATHERED GATHER b a", "GATHERED GATHER c a");
    }

    @Test
    void stranded_keys_do_not_go_to_an_older_owner() {
        expect(Stage.owned().old("a").keys("b", 3), "OWNER_OLDER");
    }

    @Test
    void keys_of_a_forgotten_node_come_home() {
        expect(Stage.owned().forgotten("b").importing("b", "a").keys("b", 3), "GATHERED GATHER b a");
    }

    @Test
    void on_valkey_an_import_mark_that_does_not_name_the_owner_comes_first() {
        expect(
                Stage.owned()
                        .valkey("c")
                        .migrating("a", "b")
                        .importing("b", "a")
                        .importing("c", "b")
                        .keys("a", 5),
                "STRAY_CLEARED CLEAR c",
                "BACK BACK a b");
        expect(
                Stage.owned()
                        .valkey("a")
                        .valkey("c")
                        .importing("c", "b")
                        .keys("a", 5)
                        .keys("c", 2),
                "STRAY_GATHERED GATHER c a");
        expect(
                Stage.owned().valkey("a").valkey("c").importing("c", "b").keys("c", 2),
                "STRAY_REPOINTED MARK_IMPORTING c a",
                "FORWARD FORWARD a c");
        expect(
                Stage.owned()
                        .valkey("b")
                        .valkey("c")
                        .migrating("a", "b")
                        .importing("b", "a")
                        .importing("c", "b")
                        .keys("a", 5)
                        .keys("b", 5)
                        .keys("c", 2),
                "THIRD_GATHERED GATHER c b",
                "FORWARD FORWARD a b");
        expect(
                Stage.owned()
                        .valkey("b")
                        .valkey("c")
                        .importing("b", "a")
                        .importing("c", "a")
                        .keys("a", 5)
                        .keys("b", 5)
                        .keys("c", 2),
                "SOURCE_REPOINTED MARK_MIGRATING a b",
                "THIRD_GATHERED GATHER c b",
                "FORWARD FORWARD a b");
        expect(
                Stage.owned()
                        .valkey("b")
                        .migrating("a", "b")
                        .importing("b", "c")
                        .keys("a", 5)
                        .keys("b", 5),
                "STRAY_REPOINTED MARK_IMPORTING b a",
                "FORWARD FORWARD a b");
    }

    @Test
    void nothing_changes_hands_of_a_node_that_a_stray_mark_names() {
        Stage stage = Stage.owned()
                .valkey("c")
                .migrating("a", "b")
                .importing("b", "a")
                .keys("a", 5)
                .keys("b", 5);
        SlotState forward = stage.slot(601);
        SlotState stray = Stage.owned().importing("c", "b").keys("a", 5).slot(603);

        RepairPlan plan = RepairPlan.of(List.of(forward, stray), stage.cast(), EVERYTHING);

        assertThat(plan.tasks())
                .containsExactly(new RepairTask(RepairAct.on(RepairAct.Kind.CLEAR, "c"), SlotSet.range(603, 603)));
        assertThat(plan.waiting().toString()).contains("c imports slot 603 from b, which does not own it");
        assertThat(CommandScript.of(plan, NO_KEYS))
                .anyMatch(line -> line.contains("SETSLOT 603 STABLE"))
                .anyMatch(line -> line.contains("601: left out: c imports slot 603 from b"))
                .noneMatch(line -> line.contains("SETSLOT 601 NODE"));
        assertThat(RepairPlan.of(List.of(forward), stage.cast(), EVERYTHING).tasks())
                .containsExactly(
                        new RepairTask(RepairAct.of(RepairAct.Kind.FORWARD, "a", "b"), SlotSet.range(601, 601)));
    }

    @Test
    void a_primary_keeps_its_last_slots_until_the_keys_of_others_are_home() {
        Stage stage = Stage.owned().migrating("a", "b").importing("b", "a").keys("b", 5);
        List<SlotState> all =
                IntStream.range(0, 10).mapToObj(i -> stage.slot(600 + i)).toList();
        stage.guests("a", SlotSet.range(700, 701));

        RepairPlan plan = RepairPlan.of(all, stage.cast(), EVERYTHING);

        assertThat(plan.tasks()).isEmpty();
        assertThat(plan.waiting().toString())
                .contains("a would lose its last slot")
                .contains("700-701");
        assertThat(RepairPlan.of(all.subList(0, 9), stage.cast(), EVERYTHING).tasks())
                .containsExactly(
                        new RepairTask(RepairAct.of(RepairAct.Kind.FORWARD, "a", "b"), SlotSet.range(600, 608)));
    }

    @Test
    void where_most_primaries_are_away_the_operator_is_asked_to_be_sure() {
        Stage one = new Stage().dead("d", "e").absent("d");
        Stage most = new Stage().dead("d", "e").absent("d").minority();

        assertThat(SlotRepair.next(one.slot(), one.cast(), false, false).row()).isEqualTo(Row.HEIR_AWAITED);
        assertThat(SlotRepair.next(one.slot(), one.cast(), false, true).why()).doesNotContain("out of reach");
        assertThat(SlotRepair.next(most.slot(), most.cast(), false, false).why())
                .as("no vote is coming that could be waited for")
                .contains("out of reach from here");
    }

    @Test
    void nobody_meets_anybody_while_a_claimant_would_lose_its_keys_by_it() {
        Stage stage = Stage.owned().importing("b", "a").keys("b", 5).lacks("a", "b");
        SlotState open = stage.slot(600);
        Stage contested = Stage.owned().claims("b", 2).sees("b", "b").keys("a", 3);
        assertThat(kinds(RepairPlan.of(List.of(open), stage.cast(), EVERYTHING)))
                .containsExactly(RepairAct.Kind.MEET);

        RepairPlan one = RepairPlan.of(List.of(open, contested.slot(700)), stage.cast(), EVERYTHING);
        assertThat(kinds(one)).containsExactly(RepairAct.Kind.RAISE_EPOCH);
        assertThat(one.waiting().toString()).contains("slot 700").contains("would delete them");
        SlotState raised = contested.claims("a", 3).slot(700);
        assertThat(kinds(RepairPlan.of(List.of(open, raised), stage.cast(), EVERYTHING)))
                .containsExactly(RepairAct.Kind.MEET, RepairAct.Kind.TELL);

        SlotState both = contested.keys("b", 3).slot(700);
        RepairPlan asked = RepairPlan.of(List.of(open, both), stage.cast(), EVERYTHING);
        assertThat(kinds(asked)).isEmpty();
        assertThat(asked.waiting()).as("a person decides").isEmpty();
        assertThat(asked.stuck().toString()).contains("slot 700").contains("would delete them");
        assertThat(asked.held().values()).containsExactly(SlotSet.of(700));
    }

    private static List<RepairAct.Kind> kinds(RepairPlan plan) {
        return plan.tasks().stream().map(task -> task.act().kind()).toList();
    }

    @Test
    void what_needs_a_consent_has_a_finding_to_consent_to() {
        Stage stage = new Stage().dead("a").absent("a").keys("b", 5);
        RepairPlan plan = RepairPlan.of(List.of(stage.slot()), stage.cast(), EVERYTHING);

        List<Finding> unnamed = plan.unnamed(List.of());

        assertThat(unnamed).extracting(Finding::id).containsExactly("owner-dead:609");
        assertThat(unnamed.get(0).sentence()).startsWith("slot 609: ").contains("a is dead");
        assertThat(unnamed.get(0).next()).contains("consent \"owner-dead:609\"");
        assertThat(plan.unnamed(unnamed)).isEmpty();
    }

    @Test
    void several_importers_go_forward_to_the_one_with_most_keys_and_the_others_follow() {
        expect(
                Stage.owned()
                        .importing("b", "a")
                        .importing("c", "a")
                        .importing("d", "a")
                        .keys("b", 2)
                        .keys("c", 3),
                "BYSTANDER_CLEARED CLEAR d",
                "FORWARD FORWARD a c",
                "GATHERED GATHER b c");
    }

    @Test
    void the_owners_own_mark_decides_between_importers_with_keys() {
        expect(
                Stage.owned()
                        .migrating("a", "b")
                        .importing("b", "a")
                        .importing("c", "a")
                        .keys("b", 2)
                        .keys("c", 3),
                "FORWARD FORWARD a b",
                "GATHERED GATHER c b");
    }

    @Test
    void an_owner_that_migrates_to_the_wrong_node_is_turned_to_the_one_with_keys() {
        expect(
                Stage.owned().migrating("a", "c").importing("b", "a").keys("b", 2),
                "SOURCE_REPOINTED MARK_MIGRATING a b",
                "FORWARD FORWARD a b");
    }

    @Test
    void after_a_failover_of_the_source_the_new_owners_mark_comes_first() {
        Stage stage = Stage.owned()
                .dead("d")
                .importing("b", "d")
                .sees("b", "d")
                .keys("a", 2)
                .keys("b", 2);

        expect(
                stage,
                "SOURCE_REPOINTED MARK_MIGRATING a b",
                "TARGET_TOLD TELL b a",
                "TARGET_REPOINTED MARK_IMPORTING b a",
                "FORWARD FORWARD a b");
    }

    @Test
    void after_a_failover_of_the_target_its_stand_in_takes_the_slot() {
        expect(
                Stage.owned().replica("c", "b").migrating("a", "c").keys("a", 2).keys("b", 2),
                "SOURCE_REPOINTED MARK_MIGRATING a b",
                "FORWARD FORWARD a b");
        expect(
                Stage.owned().dead("c").migrating("a", "c").keys("a", 2).keys("b", 2),
                "SOURCE_REPOINTED MARK_MIGRATING a b",
                "FORWARD FORWARD a b");
    }

    @Test
    void past_a_dead_former_primary_it_goes_forward_with_consent_only_and_back_without() {
        Stage halfMoved = Stage.owned().deposed("c", "b").migrating("a", "b").importing("b", "a");

        expect(halfMoved, true, false, "BACK BACK a b");
        expect(halfMoved.keys("b", 2), "DEAD_AWAITED");
        expect(halfMoved.script(false, false, true), "FORWARD_PAST_DEAD FORWARD a b");
        assertThat(Row.FORWARD_PAST_DEAD.consent()).isEqualTo("former-primary-dead");
    }

    @Test
    void a_slot_with_keys_on_an_older_target_waits() {
        expect(Stage.owned().old("b").importing("b", "a").keys("b", 2), "TARGET_OLDER");
    }

    @Test
    void a_mark_to_a_dead_node_needs_consent_and_one_to_a_silent_node_waits() {
        expect(Stage.owned().dead("b").migrating("a", "b").keys("a", 2), "PEER_DEAD CLEAR a");
        expect(Stage.owned().dead("b", "e").migrating("a", "b").keys("a", 2), "HEIR_AWAITED");
        expect(Stage.owned().silent("b").migrating("a", "b").keys("a", 2), "PEER_SILENT");
        assertThat(Row.PEER_DEAD.consent()).isEqualTo("mark-to-failed-node");
    }

    @Test
    void a_mark_to_a_dead_node_that_was_replaced_gives_nothing_up() {
        expect(Stage.owned().deposed("b", "d").migrating("a", "b").keys("a", 2), "OWNER_CLEARED CLEAR a");
    }

    @Test
    void marks_to_self_to_nobody_and_stale_ones_are_cleared() {
        expect(Stage.owned().migrating("a", "a").keys("a", 2), "OWNER_CLEARED CLEAR a");
        expect(Stage.owned().migrating("a", "zz").keys("a", 2), "OWNER_CLEARED CLEAR a");
        expect(Stage.owned().importing("b", "c").keys("a", 2), "MARK_CLEARED CLEAR b");
        expect(Stage.owned().importing("b", "c").importing("c", "b"), "MARK_CLEARED CLEAR b", "MARK_CLEARED CLEAR c");
    }

    @Test
    void an_observer_with_another_owner_is_told() {
        expect(Stage.owned().sees("c", "b").sees("d", ""), "OBSERVER_TOLD TELL c a", "OBSERVER_TOLD TELL d a");
    }

    @Test
    void replicas_are_cleared_through_their_primary_and_waited_for() {
        expect(Stage.owned().valkey("b").replica("c", "b").replicaMark("c", "b"), "REPLICA_CLEARED CLEAR b");
        expect(Stage.owned().replica("c", "b").replicaMark("c", "b"), "REPLICA_KEEPS_MARK");
        expect(Stage.owned().replica("c", "b").sees("c", "b"), "REPLICA_LAGS");
        expect(
                Stage.owned().replica("c", "b").sees("c", "b").script(false, false, true),
                "REPLICA_OUTVOTED RAISE_EPOCH a");
    }

    @Test
    void two_claimants_of_which_one_holds_keys_are_settled_in_its_favour() {
        expect(
                Stage.owned().claims("a", 1).claims("b", 2).sees("b", "b").keys("a", 3),
                "CLAIM_RAISED RAISE_EPOCH a",
                "CLAIM_YIELDED TELL b a");
        expect(Stage.owned().contested("a").claims("b", 2).sees("b", "b").keys("a", 3), "CLAIM_CONTESTED_ELSEWHERE");
    }

    @Test
    void two_claimants_with_keys_need_consent_and_keep_everything() {
        expect(
                Stage.owned().claims("b", 2).sees("b", "b").keys("a", 3).keys("b", 3),
                "CLAIMS_WITH_KEYS LET_GO a b",
                "OBSERVER_TOLD TELL c b",
                "OBSERVER_TOLD TELL d b",
                "GATHERED GATHER a b");
        assertThat(Row.CLAIMS_WITH_KEYS.consent()).isEqualTo("two-owners");
    }

    @Test
    void an_uncovered_slot_needs_consent_and_goes_to_who_holds_its_keys() {
        expect(new Stage(), "UNCOVERED_EMPTY TAKE a");
        expect(new Stage().keys("c", 3), "UNCOVERED_ONE_HOLDER TAKE c");
        expect(new Stage().keys("b", 1).keys("c", 3), "UNCOVERED_SPREAD TAKE c", "GATHERED GATHER b c");
        assertThat(Row.UNCOVERED_EMPTY.consent()).isEqualTo("uncovered-slot");
    }

    @Test
    void an_uncovered_slot_waits_for_a_primary_that_may_hold_its_keys_and_does_not_answer() {
        expect(new Stage().silent("b"), "HOLDER_SILENT");
        expect(new Stage().silent("b").keys("c", 3), "HOLDER_SILENT");
        expect(new Stage().silent("b").dead("d").absent("d"), "HOLDER_SILENT");
    }

    @Test
    void what_a_dead_node_held_is_not_given_up_while_a_replica_of_it_runs_and_does_not_answer() {
        expect(new Stage().deadBesideSilent("d", "e").absent("d"), "HEIR_SILENT");
        expect(Stage.owned().deadBesideSilent("b", "e").migrating("a", "b").keys("a", 2), "HEIR_SILENT");
        assertThat(Row.DEAD_OWNER_REPLICA.consent())
                .as("another consent than the one that gives keys up")
                .isEqualTo("owner-dead-replica");
    }

    @Test
    void a_replica_that_was_never_linked_is_promoted_with_a_word_about_it() {
        Stage owner = new Stage().doubtful("e", "").dead("d", "e").absent("d");
        Stage peer = Stage.owned()
                .doubtful("e", "")
                .dead("b", "e")
                .migrating("a", "b")
                .keys("a", 2);
        for (Stage stage : List.of(owner, peer)) {
            Decision decision = SlotRepair.next(stage.slot(), stage.cast(), false, true);
            assertThat(decision.act()).isEqualTo(RepairAct.on(RepairAct.Kind.FAILOVER, "e"));
            assertThat(decision.why()).contains("may have none of its keys", "its disk may have them");
        }
    }

    @Test
    void a_dead_owner_needs_consent_and_a_silent_one_is_waited_for() {
        expect(new Stage().dead("d", "e").absent("d"), "HEIR_AWAITED");
        expect(new Stage().dead("d", "e").absent("d").script(false, false, true), "DEAD_OWNER_REPLICA FAILOVER e");
        expect(new Stage().dead("d").absent("d").keys("b", 1), "DEAD_OWNER_ALONE TAKE b");
        expect(new Stage().silent("d").absent("d"), "SILENT_OWNER");
        expect(
                new Stage().dead("d").absent("d").epoch("d", 3).epoch("a", 1),
                "TAKER_RAISED RAISE_EPOCH a",
                "DEAD_OWNER_ALONE TAKE a");
        expect(
                new Stage().dead("d").absent("d").epoch("d", 3).epoch("b", 1).importing("b", "d"),
                "DEAD_OWNER_ALONE TAKE b");
        expect(new Stage().contested("a").dead("d").absent("d").epoch("d", 3), "CLAIM_CONTESTED_ELSEWHERE");
        assertThat(Row.TAKER_RAISED.consent()).isEqualTo("owner-dead");
        assertThat(Row.DEAD_OWNER_ALONE.consent()).isEqualTo("owner-dead");
    }
}
