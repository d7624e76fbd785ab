package io.slotferry.planning;

import io.slotferry.contract.MoveRequest;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns "these slots, or so many, to that node" into moves between node ids. The same request on the same cluster always gives the same plan. */
public final class ReshardPlanner {

    private final ClusterTopology topology;
    private final NamedNodes names;
    private final MoveCollector collector;
    private final List<String> notes = new ArrayList<>();

    private ReshardPlanner(ClusterTopology topology) {
        this.topology = topology;
        this.names = new NamedNodes(topology);
        this.collector = new MoveCollector(topology);
    }

    /**
     * The moves that fulfil the request.
     *
     * @param request one that {@link ReshardRequest#check} found fine
     * @throws PlanRefused with one sentence if the cluster cannot give what is asked
     */
    public static ReshardPlan plan(ClusterTopology topology, ReshardRequest request) {
        List<String> wrong = request.check();
        if (!wrong.isEmpty()) {
            throw PlanRefused.invalid(wrong.get(0));
        }
        return new ReshardPlanner(topology).plan(request);
    }

    private ReshardPlan plan(ReshardRequest request) {
        if (request.moves() != null) {
            planMoves(request.moves());
        } else {
            Node target = names.target(Objects.requireNonNull(request.to()));
            if (request.slots() != null) {
                collector.addFromOwners(SlotSet.parse(request.slots()), target, notes);
            } else {
                planCount(Math.toIntExact(Objects.requireNonNull(request.slotCount())), target, request.from());
            }
        }
        List<String> all = new ArrayList<>(names.notes());
        all.addAll(notes);
        return new ReshardPlan(collector.moves(), all);
    }

    private void planCount(int slotCount, Node target, @Nullable List<String> from) {
        List<Node> sources = from == null || from.isEmpty() ? everyOtherOwner(target) : named(from, target);
        List<Integer> owned =
                sources.stream().map(s -> topology.slotsOf(s.id()).count()).toList();
        int available = owned.stream().mapToInt(Integer::intValue).sum();
        if (slotCount > available) {
            String who = sources.size() == 1 ? sources.get(0).label() + " owns" : "the sources own";
            throw PlanRefused.invalid("\"slotCount\" is " + slotCount + ", but " + who + " only " + available
                    + "; ask for at most that many" + (from == null ? "" : " or name more sources"));
        }
        int[] shares = Shares.of(slotCount, owned);
        for (int i = 0; i < shares.length; i++) {
            String source = sources.get(i).id();
            collector.add(topology.slotsOf(source).lowest(shares[i]), source, target.id());
        }
    }

    private List<Node> everyOtherOwner(Node target) {
        return topology.primaries().stream()
                .filter(node -> !node.id().equals(target.id()))
                .filter(node -> !topology.slotsOf(node.id()).isEmpty())
                .toList();
    }

    private List<Node> named(List<String> from, Node target) {
        List<Node> sources = new ArrayList<>();
        for (String name : from) {
            Node source = names.source(name);
            if (source.id().equals(target.id())) {
                throw PlanRefused.invalid("source and target are the same node, " + target.label()
                        + "; name another source in \"from\" or another target in \"to\"");
            }
            if (topology.slotsOf(source.id()).isEmpty()) {
                throw PlanRefused.invalid("the source " + source.label()
                        + " owns no slots; leave it out of \"from\" or name one that does");
            }
            if (sources.stream().noneMatch(known -> known.id().equals(source.id()))) {
                sources.add(source);
            }
        }
        sources.sort(Comparator.comparing(Node::id));
        return sources;
    }

    private void planMoves(List<MoveRequest> moves) {
        SlotSet seen = SlotSet.EMPTY;
        for (MoveRequest move : moves) {
            SlotSet slots = SlotSet.parse(Objects.requireNonNull(move.slots()));
            SlotSet twice = slots.and(seen);
            if (!twice.isEmpty()) {
                throw PlanRefused.invalid(
                        "slot " + twice.shortText(3) + " is named twice in \"moves\"; each slot can move only once");
            }
            seen = seen.plus(slots);
            Node target = names.target(Objects.requireNonNull(move.to()));
            if (move.from() != null) {
                checkOwner(slots, names.source(move.from()), target);
            }
            collector.addFromOwners(slots, target, notes);
        }
    }

    private void checkOwner(SlotSet slots, Node expected, Node target) {
        if (expected.id().equals(target.id())) {
            throw PlanRefused.invalid(slots.named(3) + " shall move from " + target.label()
                    + " to itself; give another target or leave the move out");
        }
        // Slots that are on their target already were moved by an earlier run of this plan: they are done, not stale.
        SlotSet elsewhere = slots.minus(topology.slotsOf(expected.id())).minus(topology.slotsOf(target.id()));
        if (!elsewhere.isEmpty()) {
            int slot = elsewhere.first();
            String owner = topology.ownerOf(slot).map(Node::label).orElse("nobody");
            String others = elsewhere.count() == 1 ? "" : " (and " + (elsewhere.count() - 1) + " more slots)";
            throw PlanRefused.stale("the plan is stale: slot " + slot + others + " should be on " + expected.label()
                    + ", but " + owner + " owns it; make a new plan, or leave out \"from\" to take it from its owner");
        }
    }
}
