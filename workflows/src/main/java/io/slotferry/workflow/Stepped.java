package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one batch of SETSLOT commands achieved.
 *
 * @param done slots that now stand where the step wanted them
 * @param keysLeft keys the source still holds of them
 * @param atMs the worker's clock when the step was done, in milliseconds
 * @param problem one sentence on what stopped the others; empty if nothing did
 * @param held whether the others are safe as they are and wait for a node to come back, which may take long
 * @param remedy what a person has to do first where no further try helps; empty where one may
 * @param findings what clients may have noticed, for the report
 * @param told slots that the target was told to take and did not refuse; null if nobody knows
 */
public record Stepped(
        SlotSet done,
        long keysLeft,
        long atMs,
        String problem,
        boolean held,
        String remedy,
        List<Finding> findings,
        @Nullable SlotSet told) {

    public Stepped {
        // Histories of an earlier release have neither.
        remedy = remedy == null ? "" : remedy;
        findings = findings == null ? List.of() : findings;
    }

    public Stepped(SlotSet done, long keysLeft, long atMs, String problem) {
        this(done, keysLeft, atMs, problem, false);
    }

    public Stepped(SlotSet done, long keysLeft, long atMs, String problem, boolean held) {
        this(done, keysLeft, atMs, problem, held, "", List.of(), SlotSet.EMPTY);
    }

    public Stepped(SlotSet done, long keysLeft, long atMs, String problem, String remedy) {
        this(done, keysLeft, atMs, problem, false, remedy, List.of(), SlotSet.EMPTY);
    }

    /** Of a step that timed out or was lost: the servers know how far it got. */
    static Stepped lost(String problem) {
        return new Stepped(SlotSet.EMPTY, 0, 0, problem, false, "", List.of(), null);
    }

    /** What the target may have taken of these. */
    SlotSet toldOf(SlotSet asked) {
        return told == null ? asked : told;
    }
}
