package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.workflow.DrainRequest;
import io.slotferry.workflow.Drained;
import io.slotferry.workflow.NativeMoved;
import io.slotferry.workflow.SlotActivities;
import io.slotferry.workflow.Stepped;
import io.slotferry.workflow.Wave;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The slots port on real servers. A node that does not answer is a result, not an exception: the workflow waits and looks again. */
final class SlotActivitiesImpl implements SlotActivities {

    private static final Logger LOG = LoggerFactory.getLogger(SlotActivitiesImpl.class);

    private final Sessions sessions;

    SlotActivitiesImpl(Sessions sessions) {
        this.sessions = sessions;
        HeldUp.watch();
    }

    @Override
    public Stepped setImporting(Wave wave) {
        return step(wave, () -> new SlotSteps(session(wave), wave).importing());
    }

    @Override
    public Stepped setMigrating(Wave wave) {
        return step(wave, () -> new SlotSteps(session(wave), wave).migrating());
    }

    @Override
    public Stepped setNode(Wave wave) {
        return step(wave, () -> new Finalisation(session(wave), wave).run());
    }

    @Override
    public Stepped setStable(Wave wave) {
        return step(wave, () -> new SlotSteps(session(wave), wave).stable());
    }

    @Override
    public Drained drain(DrainRequest request) {
        Wave wave = request.wave();
        Trail trail = new Trail(wave);
        try (Beat beat = new Beat(() -> details(wave))) {
            if (HeldUp.outlast(beat)) {
                beat.rethrowUnlessCancelled();
                return Drained.nothing(request.batchKeys());
            }
            Drained drained = new Drain(session(wave), request, beat).run();
            beat.rethrowUnlessCancelled();
            LOG.debug("drained {} keys in {} us", drained.keys(), drained.micros());
            return drained;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Drained.nothing(request.batchKeys());
        } finally {
            trail.close();
        }
    }

    @Override
    public NativeMoved moveNatively(Wave wave) {
        Trail trail = new Trail(wave);
        try (Beat beat = new Beat(() -> details(wave))) {
            if (HeldUp.outlast(beat)) {
                beat.rethrowUnlessCancelled();
                return new NativeMoved(SlotSet.EMPTY, NativeMoved.Outcome.STOPPED, "");
            }
            NativeMoved moved = new NativeMove(session(wave), wave, beat).run();
            beat.rethrowUnlessCancelled();
            return moved;
        } finally {
            trail.close();
        }
    }

    private Stepped step(Wave wave, Supplier<Stepped> work) {
        Trail trail = new Trail(wave);
        try (SlowStep slow = SlowStep.unlessLocal()) {
            if (!SlowStep.isRunning() && HeldUp.lately()) {
                return new Stepped(
                        SlotSet.EMPTY,
                        0,
                        0,
                        "this worker was stopped for a while: it acts only on what it is asked again");
            }
            Stepped stepped = work.get();
            if (!stepped.problem().isEmpty()) {
                LOG.warn("{}", stepped.problem());
            }
            return stepped;
        } catch (NodeException e) {
            LOG.warn("{}", e.getMessage());
            return new Stepped(SlotSet.EMPTY, 0, 0, e.getMessage(), e.remedy());
        } finally {
            trail.close();
        }
    }

    private Session session(Wave wave) {
        return sessions.of(wave.ref());
    }

    private static Object details(Wave wave) {
        TreeMap<String, Object> details = new TreeMap<>();
        details.put("wave", wave.number());
        details.put("slots", wave.slots().shortText(3));
        return details;
    }

    /** Run, lane and slots of every log line written meanwhile. */
    private record Trail(Wave wave) {

        private Trail {
            MDC.put("run", wave.ref().run());
            MDC.put("lane", Session.shortId(wave.from()) + ">" + Session.shortId(wave.to()));
            MDC.put("slots", wave.slots().shortText(2));
        }

        void close() {
            MDC.remove("run");
            MDC.remove("lane");
            MDC.remove("slots");
        }
    }
}
