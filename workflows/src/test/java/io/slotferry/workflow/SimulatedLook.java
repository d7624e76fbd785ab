package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Finding;
import io.slotferry.contract.MoveRequest;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.planning.Phases;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The cluster port on the simulated cluster. */
final class SimulatedLook implements ClusterActivities {

    private final SimulatedCluster cluster;
    private final Faults faults;
    private final Troubles troubles;
    private final Operator operator;

    /** What {@code identify} says about another run. */
    String holder = "";

    /** What {@code prepare} notes. */
    List<Finding> findings = List.of();

    /** What {@code prepare} refuses with: type and sentence. */
    List<String> refusal = List.of();

    /** Whether only who names nodes beside the seeds finds the cluster. */
    volatile boolean seedsAreDead;

    /** How often {@code verify} finds nobody whom it could ask. */
    int nobodyAnswers;

    SimulatedLook(SimulatedCluster cluster, Faults faults, Troubles troubles, Operator operator) {
        this.cluster = cluster;
        this.faults = faults;
        this.troubles = troubles;
        this.operator = operator;
    }

    @Override
    public Identity identify(String name, @Nullable List<String> nodes) {
        faults.of("identify").end();
        if (seedsAreDead && (nodes == null || nodes.isEmpty())) {
            return Identity.failed(FailureTypes.CLUSTER_UNREACHABLE, "10.0.0.1:6379 refuses connections");
        }
        return new Identity(new ArrayList<>(cluster.nodes.keySet()), holder, "", "");
    }

    @Override
    public Prepared prepare(PrepareRequest request) {
        faults.of("prepare").end();
        cluster.gossip();
        if (!refusal.isEmpty()) {
            return Prepared.failed(refusal.get(0), refusal.get(1), List.of());
        }
        List<SlotMove> plan = plan(request.request());
        TreeMap<String, String> labels = new TreeMap<>();
        TreeMap<String, String> runIds = new TreeMap<>();
        for (String id : cluster.nodes.keySet()) {
            labels.put(id, "10.0.0." + id.substring(39) + ":6379");
            runIds.put(id, "run-" + id);
        }
        long keys = plan.stream()
                .mapToLong(move -> move.slots().stream()
                        .mapToLong(slot -> cluster.keysOf(move.from(), slot).size())
                        .sum())
                .sum();
        List<SlotMove> adopt = request.request().dryRuns() ? List.of() : open();
        return new Prepared(
                adopt, Phases.of(plan), labels, runIds, java.util.Map.of(), keys, findings, List.of(), "", "");
    }

    /** Every move from whoever owns the slots now; slots that are there already need none. */
    private List<SlotMove> plan(ReshardRequest asked) {
        List<SlotMove> plan = new ArrayList<>();
        List<MoveRequest> moves =
                asked.moves() == null ? List.of(new MoveRequest(asked.slots(), null, asked.to())) : asked.moves();
        for (MoveRequest move : moves) {
            TreeMap<String, SlotSet> byOwner = new TreeMap<>();
            SlotSet.parse(move.slots()).forEach(slot -> {
                if (!cluster.owner(slot).equals(move.to())) {
                    byOwner.merge(cluster.owner(slot), SlotSet.of(slot), SlotSet::plus);
                }
            });
            byOwner.forEach((from, slots) -> plan.add(new SlotMove(slots, from, move.to())));
        }
        return plan;
    }

    private List<SlotMove> open() {
        TreeMap<String, SlotMove> pairs = new TreeMap<>();
        for (SimulatedNode node : cluster.nodes.values()) {
            node.migrating.forEach((slot, to) -> {
                if (node.owns(slot)) {
                    pairs.merge(
                            node.id + to,
                            new SlotMove(SlotSet.of(slot), node.id, to),
                            (a, b) -> new SlotMove(a.slots().plus(b.slots()), a.from(), a.to()));
                }
            });
        }
        return new ArrayList<>(pairs.values());
    }

    @Override
    public Weighed weigh(WeighRequest request) {
        operator.regularCall(false);
        Faults.Fuse fuse = faults.of("weigh" + request.from());
        if (cluster.dead(request.from()) || cluster.dead(request.to())) {
            throw new Faults.WorkerLost();
        }
        fuse.end();
        List<Weighed.Weight> waves = new ArrayList<>();
        SlotSet parked = SlotSet.EMPTY;
        SlotSet rest = request.candidates();
        while (!rest.isEmpty() && waves.size() < request.wavesMax()) {
            boolean canary = request.canary() && waves.isEmpty();
            int most = canary ? 1 : 1 + fuse.random.nextInt(Math.min(6, request.openSlotsMax()));
            SlotSet wave = rest.lowest(most);
            rest = rest.minus(wave);
            SlotSet big = SlotSet.of(
                    wave.stream().filter(troubles.big::contains).boxed().toList());
            parked = parked.plus(big);
            wave = wave.minus(big);
            if (!wave.isEmpty()) {
                long keys = wave.stream()
                        .mapToLong(slot -> cluster.keysOf(request.from(), slot).size())
                        .sum();
                waves.add(new Weighed.Weight(wave, keys, 100 * keys, keys == 0 ? SlotSet.EMPTY : wave));
            }
        }
        List<ParkedSlots> set = parked.isEmpty()
                ? List.of()
                : List.of(new ParkedSlots(parked, "a key of slot " + parked.first() + " is big", "split it"));
        return new Weighed(waves, set);
    }

    @Override
    public Heirs watch(WatchRequest request) {
        return new Heirs(request.from(), request.to(), "", "", -1);
    }

    @Override
    public Look verify(VerifyRequest request) {
        operator.regularCall(false);
        faults.of("verify").end();
        if (nobodyAnswers > 0) {
            nobodyAnswers--;
            return new Look(List.of(), FailureTypes.CLUSTER_UNREACHABLE, "10.0.0.1:6379 wants a password");
        }
        cluster.gossip();
        List<Finding> findings = new ArrayList<>();
        for (SlotMove move : request.done()) {
            for (SimulatedNode node : cluster.nodes.values()) {
                SlotSet wrong = SlotSet.of(move.slots().stream()
                        .filter(slot -> !move.to().equals(node.owners.get(slot)) || node.marked(slot))
                        .boxed()
                        .toList());
                if (!wrong.isEmpty()) {
                    findings.add(Finding.of(
                            "owner-not-confirmed",
                            Finding.Severity.ERROR,
                            wrong,
                            List.of(node.id),
                            node.id + " does not name the new owner of slots " + wrong,
                            "start the same move again"));
                }
            }
        }
        return new Look(findings, "", "");
    }

    @Override
    public Look diagnose(String name) {
        return new Look(List.of(), "", "");
    }
}
