package io.slotferry.redis;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.workflow.DrainRequest;
import io.slotferry.workflow.Drained;
import io.slotferry.workflow.RepairActivities;
import io.slotferry.workflow.RepairAsk;
import io.slotferry.workflow.RepairBatch;
import io.slotferry.workflow.RepairLook;
import io.slotferry.workflow.RunRef;
import io.slotferry.workflow.Stepped;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The repair port on real servers. What a node or a request gets wrong comes back as a sentence. */
final class RepairActivitiesImpl implements RepairActivities {

    private static final Logger LOG = LoggerFactory.getLogger(RepairActivitiesImpl.class);

    private static final int LOOKS_MAX = 3;

    private final Sessions sessions;
    private final OpenRuns runs;

    RepairActivitiesImpl(Sessions sessions, OpenRuns runs) {
        this.sessions = sessions;
        this.runs = runs;
        HeldUp.watch();
    }

    @Override
    public RepairLook plan(RepairAsk ask) {
        try (Beat beat = new Beat(() -> "looking")) {
            new Comeback(sessions.of(ask.ref()), beat).await(ask.awaited(), ask.patienceMs());
            List<SlotMove> recorded = runs.unfinishedByAnyone();
            RepairLook look = new RepairPlanning(ask, recorded, sessions.of(ask.ref())).from(sight(ask.ref()));
            beat.rethrowUnlessCancelled();
            return look;
        } catch (NodeException e) {
            return RepairLook.failed(
                    FailureTypes.CLUSTER_UNREACHABLE,
                    Sentences.join(e.getMessage(), "check the address, the server and the worker's configuration"));
        } catch (IllegalArgumentException e) {
            return RepairLook.failed(
                    FailureTypes.INVALID_REQUEST, Sentences.join(String.valueOf(e.getMessage()), "check the request"));
        }
    }

    @Override
    public Stepped apply(RepairBatch batch) {
        try (Beat beat = new Beat(() -> "repairing")) {
            if (HeldUp.outlast(beat)) {
                beat.rethrowUnlessCancelled();
                return new Stepped(SlotSet.EMPTY, 0, 0, "");
            }
            List<SlotMove> recorded = runs.unfinishedByAnyone();
            ClusterSight sight = sight(batch.ask().ref());
            Stepped stepped =
                    new RepairStep(batch, recorded, sessions.of(batch.ask().ref()), sight, beat).run();
            if (!stepped.problem().isEmpty()) {
                LOG.warn("{}", stepped.problem());
            }
            beat.rethrowUnlessCancelled();
            return stepped;
        } catch (NodeException e) {
            LOG.warn("{}", e.getMessage());
            return new Stepped(SlotSet.EMPTY, 0, 0, e.getMessage(), e.remedy());
        }
    }

    @Override
    public Drained gather(DrainRequest request) {
        try (Beat beat = new Beat(() -> request.wave().slots().shortText(3))) {
            if (HeldUp.outlast(beat)) {
                beat.rethrowUnlessCancelled();
                return Drained.nothing(request.batchKeys());
            }
            Drained drained = new Gathering(sessions.of(request.wave().ref()), request, beat).run();
            beat.rethrowUnlessCancelled();
            return drained;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Drained.nothing(request.batchKeys());
        }
    }

    private ClusterSight sight(RunRef ref) {
        ClusterObserver observer = sessions.observer(ref);
        for (int attempt = 1; ; attempt++) {
            try {
                return ClusterSight.take(observer, sessions.of(ref));
            } catch (NodeException e) {
                // A node that dies between its answer and the counting: the next look knows that it is dead.
                if (attempt == LOOKS_MAX) {
                    throw e;
                }
                LOG.info("looking again: {}", e.getMessage());
            }
        }
    }
}
