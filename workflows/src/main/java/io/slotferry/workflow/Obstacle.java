package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;

/**
 * Why slots did not get further in one step.
 *
 * @param slots the slots
 * @param kind what to do about it
 * @param reason one sentence
 * @param next what frees them
 */
public record Obstacle(SlotSet slots, Kind kind, String reason, String next) {

    /** What to do about a slot one of whose ends nobody knows any more. */
    public static final String UNKNOWN_NODE_NEXT =
            "it was reset or forgotten: ./slotferry repair closes what is open; then move to a node that is there";

    /** What to do about slots that wait for a cluster some of whose slots have no owner. */
    public static final String UNCOVERED_NEXT =
            "./slotferry repair gives them an owner and finishes what is open; then start the same move again";

    /** LOST: keys are gone and nothing is left to decide, for a repair: see to it that the slot becomes whole. WAIT: it passes, try again. PARK: it does not, set the slots aside. PARK_LANE: the same, and every other slot between these two nodes would be refused too. CONFLICT: two values of one key, keep both copies and both marks. */
    public enum Kind {
        WAIT,
        PARK,
        PARK_LANE,
        CONFLICT,
        LOST
    }
}
