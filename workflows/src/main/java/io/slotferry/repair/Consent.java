package io.slotferry.repair;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;

/**
 * An id that an operator consented to. A cluster changes between the plan and the repair: slots that were mended meanwhile must not make the word about the rest mean nothing.
 *
 * @param id as it was given
 * @param code of the finding
 * @param slots all of them; empty if the id does not name every one
 * @param nodes what the id says after its slots; empty if it says nothing more
 */
public record Consent(String id, String code, SlotSet slots, String nodes) {

    private static final String RANGES = "\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*";

    public static Consent of(String id) {
        String[] parts = id.split(":", 3);
        String about = parts.length > 1 ? parts[1] : "";
        return new Consent(
                id, parts[0], about.matches(RANGES) ? parsed(about) : SlotSet.EMPTY, parts.length > 2 ? parts[2] : "");
    }

    /** Whether the finding is the one that was named, or is about some of its slots: who gives up more gives up less, never the other way round. */
    public boolean covers(Finding finding) {
        return finding.id().equals(id)
                || (finding.code().equals(code)
                        && !finding.slots().isEmpty()
                        && slots.containsAll(finding.slots())
                        && sameNodes(finding));
    }

    /** Whether the finding is about some of its slots, and about others too: what would be done to those was not consented to. */
    public boolean meets(Finding finding) {
        return finding.code().equals(code) && finding.slots().intersects(slots);
    }

    /** An id names nodes, or a number, where the same slots are in two findings: which one is meant must not be guessed. */
    private boolean sameNodes(Finding finding) {
        return nodes.isEmpty() ? of(finding.id()).nodes.isEmpty() : nodes.equals(Finding.nodesWord(finding.nodes()));
    }

    private static SlotSet parsed(String ranges) {
        try {
            return SlotSet.parse(ranges);
        } catch (IllegalArgumentException e) {
            return SlotSet.EMPTY;
        }
    }
}
