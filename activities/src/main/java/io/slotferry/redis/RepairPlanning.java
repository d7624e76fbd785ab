package io.slotferry.redis;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Finding;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.diagnosis.Diagnosis;
import io.slotferry.diagnosis.Eviction;
import io.slotferry.repair.Consent;
import io.slotferry.repair.RepairOrder;
import io.slotferry.repair.RepairPlan;
import io.slotferry.repair.RepairRows;
import io.slotferry.repair.RepairTask;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Islands;
import io.slotferry.topology.Node;
import io.slotferry.workflow.RepairAsk;
import io.slotferry.workflow.RepairLook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** From one look at everything to what a repair does next. */
final class RepairPlanning {

    private final RepairAsk ask;
    private final List<SlotMove> recorded;
    private final Session session;

    RepairPlanning(RepairAsk ask, List<SlotMove> recorded, Session session) {
        this.ask = ask;
        this.recorded = recorded;
        this.session = session;
    }

    RepairLook from(ClusterSight sight) {
        Optional<String> islands = Islands.refusal(sight.topology());
        if (islands.isPresent()) {
            return RepairLook.failed(FailureTypes.INVALID_REQUEST, islands.get());
        }
        List<Finding> diagnosed = Diagnosis.of(sight.topology(), sight.keys());
        // As it will be once nodes have had their time: ids are read at the first look only.
        RepairAsk late = ask.now(ask.aside(), ask.kept(), true);
        RepairPlan unasked = RepairPlan.of(sight.topology(), sight.keys(), order(late, Map.of(), recorded));
        List<Finding> all = new ArrayList<>(unasked.unnamed(diagnosed));
        all.addAll(diagnosed);
        if (ask.dryRun()) {
            all.addAll(DuplicateLook.ifPossible(sight, session));
        }
        List<Finding> findings = Finding.told(all);
        List<String> notes = new ArrayList<>();
        Map<String, SlotSet> consented = new TreeMap<>(ask.consented());
        for (String id : ask.consents()) {
            consent(Consent.of(id), findings, consented, notes);
        }
        RepairPlan plan = unasked.with(order(ask, consented, recorded));
        List<ParkedSlots> heavy = new ArrayList<>(new HeavyKeys(session, sight).in(plan.tasks()));
        heavy.addAll(Eviction.on(sight.topology(), sight.keys(), journeys(plan.tasks())));
        List<ParkedSlots> held = held(plan, findings);
        held.addAll(heavy);
        return new RepairLook(
                plan.slots(),
                without(plan.tasks(), heavy),
                plan.returns(),
                RepairRows.of(plan, findings),
                held,
                rows(plan.waiting()),
                rows(plan.stuck()),
                silent(sight.topology()),
                consented,
                findings,
                labels(sight.topology()),
                notes,
                ask.asCommands() ? new RepairCommands(session, sight).of(plan) : List.of(),
                "",
                "");
    }

    static RepairOrder order(RepairAsk ask, Map<String, SlotSet> consented, List<SlotMove> recorded) {
        return new RepairOrder(ask.scope(), ask.aside(), ask.kept(), consented, recorded, ask.back(), ask.impatient());
    }

    private static List<SlotMove> journeys(List<RepairTask> tasks) {
        return tasks.stream()
                .filter(task -> task.act().movesKeys())
                .map(task ->
                        new SlotMove(task.slots(), task.act().node(), task.act().peer()))
                .toList();
    }

    private static List<RepairTask> without(List<RepairTask> tasks, List<ParkedSlots> heavy) {
        SlotSet slots = heavy.stream().map(ParkedSlots::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
        return tasks.stream()
                .map(task -> new RepairTask(task.act(), task.slots().minus(slots)))
                .filter(task -> !task.slots().isEmpty())
                .toList();
    }

    private static void consent(
            Consent given, List<Finding> findings, Map<String, SlotSet> consented, List<String> notes) {
        List<Finding> named = findings.stream().filter(given::covers).toList();
        named.forEach(finding -> consented.merge(finding.code(), finding.slots(), SlotSet::plus));
        if (given.code().equals("conflicting-key")) {
            notes.add("no consent chooses between two values of a key: its finding has the commands");
        } else if (named.isEmpty()) {
            notes.add("there is no finding \"" + given.id() + "\" now, so the consent to it means nothing"
                    + findings.stream()
                            .filter(given::meets)
                            .findFirst()
                            .map(finding -> "; the one there is now is \"" + finding.id() + "\"")
                            .orElse(""));
        }
    }

    private static List<ParkedSlots> held(RepairPlan plan, List<Finding> findings) {
        List<ParkedSlots> held = new ArrayList<>();
        plan.held().forEach((code, slots) -> {
            for (Finding finding : findings) {
                SlotSet some = finding.slots().and(slots);
                if (finding.code().equals(code) && !some.isEmpty()) {
                    held.add(new ParkedSlots(
                            some,
                            some.named(3) + (some.count() == 1 ? " needs" : " need") + " your consent: "
                                    + finding.sentence(),
                            "read what would be done, then repair with consent \"" + finding.id() + "\""));
                }
            }
        });
        return held;
    }

    private static List<ParkedSlots> rows(Map<String, SlotSet> waiting) {
        List<ParkedSlots> rows = new ArrayList<>();
        waiting.forEach((why, slots) ->
                rows.add(new ParkedSlots(slots, slots.named(3) + ": " + why, "then start the repair again")));
        return rows;
    }

    private static List<String> silent(ClusterTopology topology) {
        return topology.nodes().stream()
                .map(Node::id)
                .filter(id -> !topology.answered(id))
                .toList();
    }

    private static TreeMap<String, String> labels(ClusterTopology topology) {
        TreeMap<String, String> labels = new TreeMap<>();
        topology.nodes().forEach(node -> labels.put(node.id(), node.address()));
        return labels;
    }
}
