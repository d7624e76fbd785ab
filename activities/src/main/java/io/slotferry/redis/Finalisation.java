package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import io.slotferry.slotmove.SlotMover;
import io.slotferry.slotmove.SlotStep;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import io.slotferry.workflow.Stepped;
import io.slotferry.workflow.Wave;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SETSLOT NODE: target first, source at once after it, then the other primaries. The caller holds the cluster-wide lock (I4). The server never refuses a premature NODE on the target and then deletes what the source still holds, so everything is looked at once more right before (I2, I3, E4).
 */
final class Finalisation {

    private static final Logger LOG = LoggerFactory.getLogger(Finalisation.class);

    /** Time for the epochs to spread and for the target's replicas to catch up, within one step. */
    private static final long SETTLE_MS = 300;

    private final Session session;
    private final Wave wave;
    private final StepClock clock = StepClock.step();
    private String problem = "";

    Finalisation(Session session, Wave wave) {
        this.session = session;
        this.wave = wave;
    }

    Stepped run() {
        Session.Channel target = session.control(wave.to());
        Session.Channel source = session.control(wave.from());
        SlotView seen = look();
        SlotSet due = seen.at(SlotMover::nextStep, SlotStep.SET_NODE);
        if (!due.isEmpty() && targetMayTake(source, target)) {
            takeOver(seen, source, target, due);
        }
        SlotSet tell = seen.at(SlotMover::nextStep, SlotStep.TELL_SOURCE);
        new SetSlot(source, clock).node(tell, wave.to());
        SlotView after = look();
        SlotSet stillMarked = after.at(SlotMover::nextStep, SlotStep.TELL_SOURCE);
        if (!stillMarked.isEmpty()) {
            // Gossip told the source before our own command did, and kept its mark: tell it again.
            new SetSlot(source, clock).node(stillMarked, wave.to());
            after = look();
        }
        SlotSet done = after.at(SlotMover::nextStep, SlotStep.DONE);
        tellOthers(after, done);
        SlotSet missing = wave.slots().minus(done);
        if (!missing.isEmpty() && problem.isEmpty()) {
            SlotStep step = SlotMover.nextStep(after.slot(missing.first()));
            problem = step == SlotStep.BLOCKED
                    ? SlotMover.blockedBecause(after.slot(missing.first()))
                    : "slot " + missing.first() + " is not ready to be closed yet (" + step + ")";
        }
        return new Stepped(done, after.sourceKeys(missing), System.currentTimeMillis(), problem);
    }

    private void takeOver(SlotView seen, Session.Channel source, Session.Channel target, SlotSet due) {
        SetSlot onTarget = new SetSlot(target, clock);
        SetSlot onSource = new SetSlot(source, clock);
        List<NodeLink.Pending> told = new ArrayList<>();
        for (SlotSet chunk : SetSlot.chunks(due)) {
            // The source hears of a chunk while the target takes the next one.
            told.add(onSource.sendNode(onTarget.take(chunk, wave.from(), wave.to()), wave.to()));
        }
        problem = onTarget.problem();
        for (NodeLink.Pending answers : told) {
            answers.replies(clock.leftMs()).stream()
                    .filter(reply -> reply.failed() && !MigrateReply.alreadyDone(reply.text()))
                    .findFirst()
                    .ifPresent(reply -> LOG.info("{}: {}", seen.source().label(), reply.text()));
        }
    }

    /** The target must not claim with an epoch behind the source's, and its replicas must hold what it was given (I12). */
    private boolean targetMayTake(Session.Channel source, Session.Channel target) {
        long until = System.nanoTime() + SETTLE_MS * 1_000_000;
        do {
            long sourceEpoch = Long.parseLong(clusterInfo(source).getOrDefault("cluster_my_epoch", "0"));
            long targetKnows = Long.parseLong(clusterInfo(target).getOrDefault("cluster_current_epoch", "0"));
            if (targetKnows < sourceEpoch) {
                problem = "the target has not yet heard of the source's config epoch " + sourceEpoch;
            } else if (!new ReplicaBarrier(session, wave.to()).caughtUp(clock)) {
                problem = "the target's replicas have not yet received the moved keys";
            } else {
                problem = "";
                return true;
            }
        } while (System.nanoTime() < until);
        return false;
    }

    private Map<String, String> clusterInfo(Session.Channel node) {
        return NodeFacts.info(
                node.link().call(clock.leftMs(), "CLUSTER", "INFO").text());
    }

    /** Gossip would tell them within milliseconds; until then their clients take one more hop. Replicas are told by their primaries. */
    private void tellOthers(SlotView seen, SlotSet done) {
        List<NodeLink.Pending> told = new ArrayList<>();
        for (Node node : seen.sourceSees().nodes()) {
            boolean other = !node.id().equals(wave.from()) && !node.id().equals(wave.to());
            boolean well = node.primary() && !node.has(NodeFlag.FAIL) && !node.has(NodeFlag.PFAIL) && node.linkUp();
            if (other && well && !clock.over()) {
                try {
                    told.add(new SetSlot(session.control(node.id()), clock).sendNode(done, wave.to()));
                } catch (NodeException e) {
                    LOG.info("not told {}: {}", node.label(), e.getMessage());
                }
            }
        }
        for (NodeLink.Pending answers : told) {
            try {
                answers.replies(clock.leftMs());
            } catch (NodeException e) {
                LOG.info("another primary was not told: {}", e.getMessage());
            }
        }
    }

    private SlotView look() {
        clock.leftMs();
        return SlotView.observe(session, wave.from(), wave.to(), wave.slots());
    }
}
