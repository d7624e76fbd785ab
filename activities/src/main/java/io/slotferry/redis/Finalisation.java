package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.slotmove.ObservedSlot.Mark;
import io.slotferry.slotmove.ObservedSlot.Owner;
import io.slotferry.slotmove.SlotMover;
import io.slotferry.slotmove.SlotStep;
import io.slotferry.topology.ClusterNodesParser;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import io.slotferry.workflow.Stepped;
import io.slotferry.workflow.Wave;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
    private final List<Finding> findings = new ArrayList<>();
    private SlotSet took = SlotSet.EMPTY;
    private SlotSet told = SlotSet.EMPTY;
    private String problem = "";
    private String remedy = "";
    private boolean alone;

    Finalisation(Session session, Wave wave) {
        this.session = session;
        this.wave = wave;
    }

    Stepped run() {
        try {
            return close();
        } catch (NodeException e) {
            if (findings.isEmpty() && told.isEmpty()) {
                throw e;
            }
            return new Stepped(
                    SlotSet.EMPTY, 0, System.currentTimeMillis(), e.getMessage(), false, e.remedy(), findings, told);
        }
    }

    private Stepped close() {
        Session.Channel target = session.control(wave.to());
        Session.Channel source = session.control(wave.from());
        CrashPoint.BEFORE_FINAL_LOOK.reach();
        SlotView seen = look();
        SlotSet due = seen.at(SlotMover::nextStep, SlotStep.SET_NODE);
        if (!seen.bothArePrimaries()) {
            // An importer does not hear of a failover of its source, and a source that was cut off believes in itself:
            // what its heir took from clients meanwhile would be deleted once the target has the slot.
            due = due.minus(seen.where(slot -> slot.sourceSees() == Owner.SOURCE));
            problem = "source or target is not a healthy primary in the other's eyes";
        } else if (!seen.bothSeeMost()) {
            due = due.minus(seen.where(slot -> slot.sourceSees() == Owner.SOURCE));
            problem = SlotView.SEES_FEW;
        }
        boolean waits = false;
        SlotSet tell = seen.at(SlotMover::nextStep, SlotStep.TELL_SOURCE);
        SlotSet settled = seen.at(SlotMover::nextStep, SlotStep.DONE).plus(tell);
        Node former = FormerTarget.of(wave, seen, target);
        SlotSet claimed = FormerTarget.claims(session, wave, seen);
        boolean twosome = seen.bystander().equals(wave.from());
        if (twosome && !tell.isEmpty()) {
            FormerTarget.mayTakeBack(wave, seen, target, former, tell).ifPresent(findings::add);
        }
        Node waitsFor =
                former == null || due.isEmpty() || FormerTarget.letsGo(session, former, due, clock) ? null : former;
        if (waitsFor != null) {
            problem = waitsFor.label()
                    + ", the target before, is gone with its marks: if it came back after this it could"
                    + " take back its old slots, without their keys; start it, or CLUSTER FORGET it on every node";
        } else if (!due.plus(claimed).isEmpty() && targetMayTake(source, target)) {
            due = due.plus(FormerTarget.yields(session, wave, seen, claimed, clock));
            SlotSet last = LastSlot.of(source.link(), seen, due, clock);
            takeOver(seen, source, target, due.minus(last));
            settled = settled.plus(due.minus(last));
            if (!last.isEmpty()) {
                waits = true;
                problem = remedy.isEmpty() ? LastSlot.why(seen.source(), last) : problem;
            }
        }
        tellSource(tell);
        CrashPoint.AFTER_SOURCE_NODE.reach();
        SlotView after = lookAgain();
        SlotSet stillMarked =
                after.at(SlotMover::nextStep, SlotStep.TELL_SOURCE).and(settled);
        if (!stillMarked.isEmpty()) {
            // Gossip told the source before our own command did, and kept its mark: tell it again.
            tellSource(stillMarked);
            after = lookAgain();
        }
        SlotSet done = after.at(SlotMover::nextStep, SlotStep.DONE).and(settled);
        TakenBack.of(session, target, seen, after, took).ifPresent(findings::add);
        // An heir that was promoted between NODE and its guard owns the slot and still has the mark. Replicas have it
        // too where the step that took the slot was cut off before it ended the guards.
        SlotSet guarded =
                done.and(after.where(slot -> slot.targetSees() == Owner.TARGET && slot.targetMark() != Mark.NONE));
        if (target.facts().valkey8() && seen.targetSees().hasReplica(wave.to())) {
            guarded = guarded.plus(done.minus(took));
        }
        if (!guarded.isEmpty()) {
            new SetSlot(session.controls(wave.to(), guarded.count()), clock).stable(guarded);
        }
        CrashPoint.BEFORE_OTHERS.reach();
        tellOthers(after, done);
        CrashPoint.AFTER_OTHERS.reach();
        SlotSet missing = wave.slots().minus(done);
        if (!missing.isEmpty() && problem.isEmpty()) {
            ObservedSlot first = seen.slot(missing.first());
            SlotStep step = SlotMover.nextStep(first);
            problem = step == SlotStep.BLOCKED
                    ? SlotMover.blockedBecause(first)
                    : "slot " + missing.first() + " is not ready to be closed yet (" + step + ")";
        }
        return new Stepped(
                done,
                seen.sourceKeys(missing),
                System.currentTimeMillis(),
                problem,
                waits || waitsFor != null,
                missing.isEmpty() ? "" : remedy,
                findings,
                told.minus(done));
    }

    private void takeOver(SlotView seen, Session.Channel source, Session.Channel target, SlotSet due) {
        SlotSet filled = seen.where(slot -> slot.targetKeys() > 0).and(due);
        boolean replicas = !alone || seen.targetSees().hasReplica(wave.to());
        int connections = Math.max(due.count(), filled.count() * Taking.GUARDED);
        SetSlot onSource = new SetSlot(session.controls(wave.from(), due.count(), seen.sourceSees()), clock);
        CrashPoint.AFTER_FINAL_LOOK.reach();
        // The target takes the next chunk once the source has answered for this one, and so has read its bus and served
        // its clients in between.
        Consumer<SlotSet> taken = some -> {
            CrashPoint.AFTER_TARGET_NODE.reach();
            took = took.plus(some);
            heard(seen, onSource.sendNode(some, wave.to()));
        };
        Taking onTarget = new Taking(
                replicas ? session.controls(wave.to(), connections) : List.of(session.control(wave.to())),
                clock,
                wave.from(),
                wave.to(),
                seen.bystander(),
                replicas,
                taken);
        try {
            onTarget.take(due.minus(filled), false);
            onTarget.take(filled, true);
        } finally {
            told = onTarget.told();
        }
        problem = onTarget.problem();
        remedy = onTarget.remedy();
    }

    private void tellSource(SlotSet slots) {
        SetSlot source = new SetSlot(session.controls(wave.from(), slots.count()), clock);
        source.node(slots, wave.to());
        if (problem.isEmpty() && !source.remedy().isEmpty()) {
            problem = source.problem();
            remedy = source.remedy();
        }
    }

    private void heard(SlotView seen, List<NodeLink.Pending> told) {
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
        ReplicaBarrier barrier = new ReplicaBarrier(session, wave.to());
        do {
            long sourceEpoch = Long.parseLong(clusterInfo(source).getOrDefault("cluster_my_epoch", "0"));
            long targetKnows = Long.parseLong(clusterInfo(target).getOrDefault("cluster_current_epoch", "0"));
            if (targetKnows < sourceEpoch) {
                problem = "the target has not yet heard of the source's config epoch " + sourceEpoch;
            } else if (!barrier.caughtUp(clock)) {
                problem = "the target's replicas have not yet received the moved keys";
            } else {
                problem = "";
                alone = barrier.alone();
                return true;
            }
        } while (System.nanoTime() < until);
        return false;
    }

    private Map<String, String> clusterInfo(Session.Channel node) {
        Reply info = node.link().call(clock.leftMs(), "CLUSTER", "INFO");
        if (info.failed()) {
            throw Refusal.of(node.link().endpoint(), node.link().user(), "CLUSTER INFO", info.text());
        }
        return NodeFacts.info(info.text());
    }

    /**
     * The other primaries: the target's own broadcast has usually told them within a millisecond, so each is asked first and told only what it does not know yet; until then its clients take one more hop. Replicas learn from the bus.
     */
    private void tellOthers(SlotView seen, SlotSet done) {
        Map<Session.Channel, NodeLink.Pending> asked = new LinkedHashMap<>();
        for (Node node : seen.sourceSees().nodes()) {
            boolean other = !node.id().equals(wave.from()) && !node.id().equals(wave.to());
            boolean well = node.primary() && !node.has(NodeFlag.FAIL) && !node.has(NodeFlag.PFAIL) && node.linkUp();
            if (other && well && !clock.over()) {
                orNotTold(node.label(), () -> {
                    Session.Channel channel = session.control(node.id());
                    asked.put(channel, channel.link().send(List.of(Request.of("CLUSTER", "NODES"))));
                });
            }
        }
        Map<Session.Channel, List<NodeLink.Pending>> told = new LinkedHashMap<>();
        asked.forEach((channel, view) -> orNotTold(channel.link().endpoint(), () -> {
            SlotSet unaware =
                    done.minus(ownedByTarget(view.replies(clock.leftMs()).get(0)));
            if (!unaware.isEmpty()) {
                told.put(channel, new SetSlot(channel, clock).sendNode(unaware, wave.to()));
            }
        }));
        told.forEach((channel, answers) ->
                orNotTold(channel.link().endpoint(), () -> answers.forEach(answer -> answer.replies(clock.leftMs()))));
    }

    private SlotSet ownedByTarget(Reply nodes) {
        return nodes.failed()
                ? SlotSet.EMPTY
                : ClusterNodesParser.parse(nodes.text())
                        .node(wave.to())
                        .map(Node::slots)
                        .orElse(SlotSet.EMPTY);
    }

    private static void orNotTold(Object node, Runnable telling) {
        try {
            telling.run();
        } catch (NodeException e) {
            LOG.info("not told {}: {}", node, e.getMessage());
        }
    }

    /** With the target's keys: how carefully it takes a slot depends on them. */
    private SlotView look() {
        clock.leftMs();
        return SlotView.observeBoth(session, wave.from(), wave.to(), wave.slots());
    }

    /** Without counting: only slots whose source counted 0 a moment ago were touched, and a source that is MIGRATING creates no key. */
    private SlotView lookAgain() {
        clock.leftMs();
        return SlotView.observeOwners(session, wave.from(), wave.to(), wave.slots());
    }
}
