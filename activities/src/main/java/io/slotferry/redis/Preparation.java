package io.slotferry.redis;

import io.slotferry.contract.BigKeys;
import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Finding;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.diagnosis.Estimate;
import io.slotferry.diagnosis.PreCheck;
import io.slotferry.planning.Phases;
import io.slotferry.planning.PlanRefused;
import io.slotferry.planning.ReshardPlan;
import io.slotferry.planning.ReshardPlanner;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Islands;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.Sentence;
import io.slotferry.workflow.PrepareRequest;
import io.slotferry.workflow.Prepared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Check and plan from one look at all nodes. */
final class Preparation {

    /** What passes by itself, mostly within a second: gossip on its way, a primary that has just been started, which refuses clients for two seconds, what a run that was terminated had asked the servers for, and a node that is slow to answer. */
    private static final List<String> PASSING =
            List.of("owner-not-broadcast", "owner-disagreement", "cluster-down", "node-failing", "native-migration");

    private final PrepareRequest request;
    private final OpenRuns runs;
    private final Session session;

    Preparation(PrepareRequest request, OpenRuns runs, Session session) {
        this.request = request;
        this.runs = runs;
        this.session = session;
    }

    Prepared from(List<NodeObservation> observations) {
        ClusterTopology topology = ClusterTopology.of(observations);
        Optional<String> islands = Islands.refusal(topology);
        if (islands.isPresent()) {
            return Prepared.failed(FailureTypes.INVALID_REQUEST, islands.get(), List.of());
        }
        ReshardRequest asked = new ReachableNames(session.config()).announced(request.request());
        List<SlotMove> adopt = adoptable(topology, asked);
        SlotSet adopted = OpenPairs.slots(adopt);
        ReshardPlan plan;
        List<Finding> findings;
        try {
            plan = ReshardPlanner.plan(topology, asked);
            findings = PreCheck.of(topology, observations, asked, plan.moves(), adopted);
        } catch (PlanRefused e) {
            // A sick cluster explains a plan that cannot be made better than the plan does.
            List<Finding> sick = errors(PreCheck.of(topology, observations, asked, List.of(), adopted));
            return sick.isEmpty() || e.type().equals(FailureTypes.INVALID_REQUEST)
                    ? Prepared.failed(e.type(), e.getMessage(), sick)
                    : refused(sick, sick);
        }
        List<Finding> errors = errors(findings);
        if (!errors.isEmpty()) {
            return refused(errors, findings);
        }
        List<Finding> stranded = LastSlot.stranded(session, topology, plan.moves(), adopt);
        if (!stranded.isEmpty()) {
            return refused(stranded, stranded);
        }
        Optional<Prepared> unable =
                asked.wantsAtomic() ? EngineCheck.refusal(session, topology, plan.moves()) : Optional.empty();
        if (unable.isPresent()) {
            return unable.get();
        }
        List<Finding> all = new ArrayList<>(findings);
        BigKeys bigKeys = asked.bigKeys() == null ? BigKeys.DEFAULTS : asked.bigKeys();
        long counted = keys(plan.moves());
        SlotSet moving = OpenPairs.slots(plan.moves());
        if (!moving.isEmpty()) {
            all.add(Estimate.of(asked, moving.count(), counted, targets(topology, plan.moves())));
        }
        all.addAll(new BigKeyLook(bigKeys, asked.dryRuns()).at(session, plan.moves()));
        List<String> notes = new ArrayList<>(plan.notes());
        if (asked.dryRuns() && !adopt.isEmpty()) {
            notes.add("slots " + adopted.shortText(5) + " are open and would be finished first");
        }
        return new Prepared(
                asked.dryRuns() ? List.of() : adopt,
                Phases.lastSlotsLast(plan.moves(), topology::slotsOf, asked.wantsAtomic()),
                labels(topology),
                runIds(topology),
                replicas(topology),
                counted,
                all,
                notes,
                "",
                "");
    }

    private List<SlotMove> adoptable(ClusterTopology topology, ReshardRequest asked) {
        List<SlotMove> open = OpenPairs.of(topology);
        if (open.isEmpty() || asked.adopts()) {
            return open;
        }
        return OpenPairs.ours(
                open, runs.plannedBefore(request.ownId(), request.ref().run()));
    }

    static boolean passes(Finding error) {
        return PASSING.contains(error.code()) || WhyNoLink.busy(error.sentence());
    }

    /** Names first what does not pass by itself, and of that what taking over would not mend: whoever is told to adopt must not be refused again. */
    private static Prepared refused(List<Finding> errors, List<Finding> all) {
        List<Finding> lasting =
                errors.stream().filter(error -> !PASSING.contains(error.code())).toList();
        Finding first = lasting.stream()
                .filter(error -> !error.next().contains("--adopt"))
                .findFirst()
                .orElse(lasting.isEmpty() ? errors.get(0) : lasting.get(0));
        String more = errors.size() == 1 ? "" : " (and " + Sentence.count(errors.size() - 1, "more finding") + ")";
        return Prepared.failed(
                FailureTypes.PRECHECK_FAILED, Sentences.join(first.sentence(), first.next() + more), all);
    }

    private static List<Finding> errors(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .toList();
    }

    private static TreeMap<String, String> labels(ClusterTopology topology) {
        TreeMap<String, String> labels = new TreeMap<>();
        topology.primaries().forEach(node -> labels.put(node.id(), node.address()));
        return labels;
    }

    private static TreeMap<String, String> runIds(ClusterTopology topology) {
        TreeMap<String, String> runIds = new TreeMap<>();
        for (Node node : topology.primaries()) {
            topology.observation(node.id())
                    .map(seen -> NodeFacts.runId(seen.info()))
                    .filter(run -> !run.isEmpty())
                    .ifPresent(run -> runIds.put(node.id(), run));
        }
        return runIds;
    }

    private static TreeMap<String, List<String>> replicas(ClusterTopology topology) {
        TreeMap<String, List<String>> replicas = new TreeMap<>();
        for (Node node : topology.nodes()) {
            if (node.primaryId() != null && !node.primaryId().isEmpty()) {
                replicas.computeIfAbsent(node.primaryId(), id -> new ArrayList<>())
                        .add(node.id());
            }
        }
        return replicas;
    }

    private static List<String> targets(ClusterTopology topology, List<SlotMove> moves) {
        return moves.stream()
                .map(SlotMove::to)
                .distinct()
                .map(id -> topology.node(id).map(Node::label).orElse(id))
                .toList();
    }

    private long keys(List<SlotMove> moves) {
        long keys = 0;
        for (SlotMove move : moves) {
            keys += new Scales(session, move.from()).total(move.slots());
        }
        return keys;
    }
}
