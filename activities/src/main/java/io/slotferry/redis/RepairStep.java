package io.slotferry.redis;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.repair.RepairAct;
import io.slotferry.repair.RepairPlan;
import io.slotferry.repair.RepairTask;
import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Node;
import io.slotferry.workflow.RepairBatch;
import io.slotferry.workflow.Stepped;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One act without keys on a batch of slots. It was decided a moment ago, so everybody is asked again first, and only slots whose next act is still this one are touched. */
final class RepairStep {

    private static final Logger LOG = LoggerFactory.getLogger(RepairStep.class);

    /** How long nodes may take to hear of a new owner before the next look, in milliseconds. */
    private static final long SPREAD_MS = 1_500;

    private final RepairBatch batch;
    private final RepairAct act;
    private final Session session;
    private final ClusterSight sight;
    private final List<SlotMove> recorded;
    private final Beat beat;
    private final StepClock clock = new StepClock(StepClock.SLOW_STEP_MS);

    RepairStep(RepairBatch batch, List<SlotMove> recorded, Session session, ClusterSight sight, Beat beat) {
        this.batch = batch;
        this.act = batch.task().act();
        this.recorded = recorded;
        this.session = session;
        this.sight = sight;
        this.beat = beat;
    }

    Stepped run() {
        SlotSet due = RepairPlan.of(
                        sight.topology(),
                        sight.keys(),
                        RepairPlanning.order(batch.ask(), batch.ask().consented(), recorded))
                .tasks()
                .stream()
                .filter(task -> task.act().equals(act))
                .map(RepairTask::slots)
                .reduce(SlotSet.EMPTY, SlotSet::plus)
                .and(batch.task().slots());
        if (due.isEmpty() || HeldUp.lately() || beat.stopped()) {
            return new Stepped(SlotSet.EMPTY, 0, System.currentTimeMillis(), "");
        }
        Session.Channel node = session.control(act.node());
        if (isClaim() && !seesTheSame(NodeProbe.view(node.link()), due)) {
            return new Stepped(SlotSet.EMPTY, 0, System.currentTimeMillis(), "");
        }
        SetSlot set = new SetSlot(node, clock);
        SlotSet done =
                switch (act.kind()) {
                    case MARK_IMPORTING -> importing(set, due);
                    case MARK_MIGRATING -> set.migrating(due, act.peer());
                    case CLEAR -> set.stable(due);
                    case TELL -> set.node(due, act.peer());
                    case TAKE -> take(node, set, due);
                    case LET_GO -> letGo(node, due);
                    case MEET -> meet(node, due);
                    case RAISE_EPOCH -> one(node, due, "CLUSTER", "BUMPEPOCH");
                    case FAILOVER -> one(node, due, "CLUSTER", "FAILOVER", "TAKEOVER");
                    default -> throw new IllegalStateException(act.kind() + " moves keys");
                };
        return new Stepped(done, 0, System.currentTimeMillis(), set.problem(), set.remedy());
    }

    private boolean isClaim() {
        return act.kind() == RepairAct.Kind.TAKE || act.kind() == RepairAct.Kind.FAILOVER;
    }

    /** Who claims slots outranks whoever has them, and what that one took from clients is deleted: after a look that took long, at a cluster with dead nodes, their shard may have been failed over. */
    private boolean seesTheSame(ClusterView now, SlotSet due) {
        int[] owners = sight.topology().ownersAccordingTo(act.node());
        List<String> ids = sight.topology().ids();
        return due.stream().allMatch(slot -> now.ownerOf(slot)
                .map(owner -> ids.indexOf(owner.id()) == owners[slot])
                .orElse(owners[slot] < 0));
    }

    /** A node that shows MIGRATING may import as well, and only a cleared one can be sure to have one mark. */
    private SlotSet importing(SetSlot set, SlotSet due) {
        boolean migrates = sight.topology().node(act.node()).stream()
                .flatMap(node -> node.marks().stream())
                .anyMatch(mark -> due.contains(mark.slot())
                        && mark.direction() == io.slotferry.topology.OpenMark.Direction.MIGRATING);
        if (migrates) {
            set.stable(due);
        }
        return set.importing(due, act.peer());
    }

    /** NODE on itself: an importer raises its epoch with it. Then the others, so that nobody waits for gossip. */
    private SlotSet take(Session.Channel node, SetSlot set, SlotSet due) {
        SlotSet taken = set.node(due, act.node());
        for (Node other : sight.topology().primaries()) {
            if (!other.id().equals(act.node()) && sight.topology().answered(other.id()) && !taken.isEmpty()) {
                try {
                    new SetSlot(session.control(other.id()), clock)
                            .sendNode(taken, act.node())
                            .forEach(answers -> answers.replies(clock.leftMs()));
                } catch (NodeException e) {
                    LOG.info("not told {}: {}", other.label(), e.getMessage());
                }
            }
        }
        Meter.pause(SPREAD_MS / 10);
        LOG.info("{} took slots {}", node.link().endpoint(), taken);
        return taken;
    }

    /** Its keys stay when it deletes the slot from its map. */
    private SlotSet letGo(Session.Channel node, SlotSet due) {
        List<Request> requests = new ArrayList<>();
        due.forEach(slot -> requests.add(Request.of("CLUSTER", "DELSLOTS", slot)));
        node.link().pipeline(requests, clock.leftMs()).stream()
                .filter(reply -> Refusal.noPermission(reply.text()))
                .findFirst()
                .ifPresent(reply -> {
                    throw Refusal.of(node.link().endpoint(), node.link().user(), "CLUSTER DELSLOTS", reply.text());
                });
        return due;
    }

    private SlotSet meet(Session.Channel node, SlotSet due) {
        Node peer = sight.topology().node(act.peer()).orElseThrow();
        LOG.info("{} meets {}", node.link().endpoint(), peer.label());
        return one(node, due, (Object[]) peer.meet().split(" "));
    }

    private SlotSet one(Session.Channel node, SlotSet due, Object... words) {
        Reply reply = node.link().call(clock.leftMs(), words);
        if (reply.failed()) {
            throw Refusal.of(node.link().endpoint(), node.link().user(), words[0] + " " + words[1], reply.text());
        }
        Meter.pause(SPREAD_MS);
        return due;
    }
}
