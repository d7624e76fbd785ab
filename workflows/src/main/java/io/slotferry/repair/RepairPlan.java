package io.slotferry.repair;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.repair.RepairAct.Kind;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.SlotKeys;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to be done to every broken slot: one row for all slots that are broken in the same way. */
public final class RepairPlan {

    /**
     * Slots with the same script.
     *
     * @param script what to do
     * @param slots to which
     * @param consent code of the finding that has to be consented to and is not; empty if nothing holds it
     */
    record Group(Script script, SlotSet slots, String consent) {}

    private record Key(Script script, String consent) {}

    private final Cast cast;
    private final Strays strays;
    private final List<SlotState> suspects;
    private final List<Group> groups = new ArrayList<>();
    private final SlotSet losingOnMeeting;

    private RepairPlan(Cast cast, Strays strays, List<SlotState> suspects, RepairOrder order) {
        this.cast = cast;
        this.strays = strays;
        this.suspects = suspects;
        this.losingOnMeeting = SlotSet.of(suspects.stream()
                .filter(SlotState::losesKeysOnMeeting)
                .map(SlotState::slot)
                .toList());
        SlotSet slots = order.scope().minus(order.aside());
        add(suspects.stream().filter(state -> slots.contains(state.slot())).toList(), order);
    }

    public static RepairPlan of(ClusterTopology topology, SlotKeys keys, RepairOrder order) {
        return of(SlotStates.of(topology, keys, Suspects.of(topology, keys)), Cast.of(topology, keys), order);
    }

    static RepairPlan of(List<SlotState> suspects, Cast cast, RepairOrder order) {
        return new RepairPlan(cast, Strays.among(suspects, cast), suspects, order);
    }

    /** What would be done of the same cluster if that were asked. */
    public RepairPlan with(RepairOrder order) {
        return new RepairPlan(cast, strays, suspects, order);
    }

    private void add(List<SlotState> slots, RepairOrder order) {
        Map<Key, BitSet> bySteps = new LinkedHashMap<>();
        for (SlotState seen : slots) {
            List<String> keepers = order.keepers(seen.slot());
            SlotState slot = keepers.isEmpty() ? seen : seen.without(keepers);
            boolean planned = order.planned(slot.slot(), slot.migrating());
            Script script = Script.of(slot, cast, planned, order.back(), order.impatient());
            String consent = script.consent();
            String held = consent.isEmpty() || order.grants(consent, slot.slot()) ? "" : consent;
            if (!script.healthy()) {
                bySteps.computeIfAbsent(new Key(script, held), key -> new BitSet())
                        .set(slot.slot());
            }
        }
        bySteps.forEach((key, bits) -> groups.add(new Group(key.script(), SlotSet.of(bits), key.consent())));
    }

    List<Group> groups() {
        return List.copyOf(groups);
    }

    Cast cast() {
        return cast;
    }

    /** Why this act has to wait for another slot, in scope or not; empty if it has not. */
    String forbidden(RepairAct act) {
        if (act.kind() == Kind.MEET && !losingOnMeeting.isEmpty()) {
            return cast.label(act.node()) + " and " + cast.label(act.peer()) + " do not know each other, and "
                    + losingOnMeeting.named(3) + " has several claimants of which one with a lower epoch holds keys: it"
                    + " would delete them on hearing of the other; that has to be settled first";
        }
        String stray = strays.forbid(act);
        return stray.isEmpty() ? cast.emptied(act, losing(act)) : stray;
    }

    /** How many slots the node of this act would lose by it. */
    private int losing(RepairAct act) {
        return groups.stream()
                .filter(group -> act.equals(group.script().first()))
                .mapToInt(group -> group.slots().count())
                .sum();
    }

    /** Every slot about which anything is to be done or waited for. */
    public SlotSet slots() {
        return groups.stream().map(Group::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    /** The next act for every slot that is not held, in the order in which a round does them. */
    public List<RepairTask> tasks() {
        Map<RepairAct, SlotSet> tasks = new LinkedHashMap<>();
        for (Group group : groups) {
            RepairAct first = group.script().first();
            if (group.consent().isEmpty()
                    && first != null
                    && first.kind() != Kind.RETURN
                    && forbidden(first).isEmpty()) {
                tasks.merge(first, group.slots(), SlotSet::plus);
            }
        }
        List<RepairTask> sorted = new ArrayList<>();
        tasks.forEach((act, slots) -> sorted.add(new RepairTask(act, slots)));
        sorted.sort(Comparator.comparing((RepairTask task) -> task.act().kind())
                .thenComparing(task -> task.act().node())
                .thenComparing(task -> task.act().peer()));
        return sorted;
    }

    /** Moves that bring slots back to where they came from, once they are whole. */
    public List<SlotMove> returns() {
        List<SlotMove> returns = new ArrayList<>();
        for (Group group : groups) {
            RepairAct last = group.script().last().act();
            if (group.consent().isEmpty() && last != null && last.kind() == Kind.RETURN) {
                returns.add(new SlotMove(group.slots(), last.node(), last.peer()));
            }
        }
        return returns;
    }

    /** What brings keys of the slot from one node to another, in order. */
    public List<RepairAct> moving(int slot) {
        return groups.stream()
                .filter(group -> group.slots().contains(slot))
                .flatMap(group -> group.script().steps().stream())
                .map(Decision::act)
                .filter(act -> act != null && act.movesKeys())
                .toList();
    }

    /** Whether the node's mark names the slot's owner, as it is now. */
    boolean importsFromOwner(int slot, String node) {
        return suspects.stream()
                .filter(state -> state.slot() == slot)
                .anyMatch(state -> state.claims().size() == 1
                        && state.claims().containsKey(state.importing().getOrDefault(node, "")));
    }

    /** Slots that can only wait now, by what for, and that it is of use to wait for. */
    public Map<String, SlotSet> waiting() {
        return waiting(false);
    }

    /** The same where only a person ends it: nobody need wait. */
    public Map<String, SlotSet> stuck() {
        return waiting(true);
    }

    private Map<String, SlotSet> waiting(boolean lasts) {
        Map<String, SlotSet> waiting = new LinkedHashMap<>();
        for (Group group : groups) {
            Script script = group.script();
            RepairAct first = script.first();
            String forbidden = first == null ? "" : forbidden(first);
            if (group.consent().isEmpty()
                    && first != null
                    && !forbidden.isEmpty()
                    && (first.kind() == Kind.MEET && claimsAreAsked()) == lasts) {
                waiting.merge(forbidden, group.slots(), SlotSet::plus);
            } else if (group.consent().isEmpty()
                    && script.steps().size() == 1
                    && script.waits()
                    && lasts(script.last()) == lasts) {
                waiting.merge(script.last().why(), group.slots(), SlotSet::plus);
            }
        }
        return waiting;
    }

    private boolean lasts(Decision last) {
        return last.lasts() || (last.row() == Row.CLAIM_CONTESTED_ELSEWHERE && claimsAreAsked());
    }

    /** Whether claims stay contested until a person has decided, or asks for these slots, too. */
    private boolean claimsAreAsked() {
        SlotSet settled = groups.stream()
                .filter(group -> group.consent().isEmpty())
                .map(Group::slots)
                .reduce(SlotSet.EMPTY, SlotSet::plus);
        return !settled.containsAll(losingOnMeeting);
    }

    /** What is held back until the operator consents and no finding of the diagnosis names: nobody could consent to it. The table looks at more than the diagnosis does. */
    public List<Finding> unnamed(List<Finding> findings) {
        List<Finding> unnamed = new ArrayList<>();
        for (Group group : groups) {
            SlotSet slots = findings.stream()
                    .filter(finding -> finding.code().equals(group.consent()))
                    .map(Finding::slots)
                    .reduce(group.slots(), SlotSet::minus);
            if (!group.consent().isEmpty() && !slots.isEmpty()) {
                unnamed.add(consentable(group, slots));
            }
        }
        return unnamed;
    }

    private static Finding consentable(Group group, SlotSet slots) {
        String sentence = slots.named(3) + ": " + group.script().asksBecause();
        Finding.Severity severity = Finding.Severity.ERROR;
        String id = Finding.of(group.consent(), severity, slots, List.of(), sentence, "")
                .id();
        String next = "Read what would be done, then ./slotferry repair with consent \"" + id + "\"";
        return new Finding(id, group.consent(), severity, slots, List.of(), sentence, next);
    }

    /** Slots held back until the operator consents, by the code of the finding. */
    public Map<String, SlotSet> held() {
        Map<String, SlotSet> held = new LinkedHashMap<>();
        for (Group group : groups) {
            if (!group.consent().isEmpty()) {
                held.merge(group.consent(), group.slots(), SlotSet::plus);
            }
        }
        return held;
    }
}
