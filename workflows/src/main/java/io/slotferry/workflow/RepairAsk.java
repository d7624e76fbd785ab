package io.slotferry.workflow;

import io.slotferry.contract.RepairRequest;
import io.slotferry.contract.SlotSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * @param ref run and cluster
 * @param scope slots to look at
 * @param aside slots to leave as they are
 * @param kept node id to slots of which it keeps keys that differ from their owner's
 * @param consents ids of findings the operator consented to; read at the first look only
 * @param consented code to slots, as the first look read the ids
 * @param back whether half-moved slots go back
 * @param impatient whether several looks in a row saw nodes that had not heard of an owner
 * @param asCommands whether to list the commands
 * @param dryRun whether somebody only wants to know: then copies are compared now, and not when they are met
 * @param awaited nodes that did not answer the last look: before this one they are waited for
 * @param patienceMs how long, in milliseconds
 */
public record RepairAsk(
        RunRef ref,
        SlotSet scope,
        SlotSet aside,
        Map<String, SlotSet> kept,
        List<String> consents,
        Map<String, SlotSet> consented,
        boolean back,
        boolean impatient,
        boolean asCommands,
        boolean dryRun,
        List<String> awaited,
        long patienceMs) {

    /** A repair that an older worker had begun knows of no kept keys, and waits for nobody here. */
    public RepairAsk {
        kept = kept == null ? new TreeMap<>() : kept;
        awaited = awaited == null ? List.of() : awaited;
    }

    static RepairAsk first(RunRef ref, RepairRequest request) {
        return new RepairAsk(
                ref,
                request.scope(),
                SlotSet.EMPTY,
                new TreeMap<>(),
                request.consents(),
                new TreeMap<>(),
                request.goesBack(),
                false,
                request.wantsCommands(),
                request.dryRuns(),
                List.of(),
                0);
    }

    public RepairAsk now(SlotSet setAside, Map<String, SlotSet> keptThere, boolean waitedLong) {
        return new RepairAsk(
                ref,
                scope,
                setAside,
                keptThere,
                consents,
                consented,
                back,
                waitedLong,
                asCommands,
                dryRun,
                awaited,
                patienceMs);
    }

    /** After these have answered, or this time is over. */
    RepairAsk waitingFor(List<String> nodes, long atMostMs) {
        return new RepairAsk(
                ref, scope, aside, kept, consents, consented, back, impatient, asCommands, dryRun, nodes, atMostMs);
    }

    /** The ids have been read: from here on the slots count. */
    RepairAsk with(Map<String, SlotSet> consentedSlots) {
        return new RepairAsk(
                ref,
                scope,
                aside,
                kept,
                List.of(),
                consentedSlots,
                back,
                impatient,
                asCommands,
                dryRun,
                awaited,
                patienceMs);
    }

    /** Asked by a run that has met nodes. */
    RepairAsk by(RunRef met) {
        return new RepairAsk(
                met, scope, aside, kept, consents, consented, back, impatient, asCommands, dryRun, awaited, patienceMs);
    }
}
