package io.slotferry.gallery;

import java.util.List;
import java.util.Map;

/**
 * How a case must be judged and end.
 *
 * @param findings what Diagnose must name, and nothing else above INFO
 * @param maybe codes it may name as well: they come and go with the server's own timing
 * @param ending how Repair must end
 * @param owners who must own which slots in the end, by actor, or which of several actors may; slots not named may end at either side
 */
public record Expected(List<Sign> findings, List<String> maybe, Ending ending, Map<String, String> owners) {

    public Expected {
        findings = List.copyOf(findings);
        maybe = List.copyOf(maybe);
    }

    /**
     * One finding.
     *
     * @param code its code
     * @param slots its slots as ranges, empty for none
     * @param actors the nodes it names, in any order
     */
    public record Sign(String code, String slots, List<String> actors) {

        public Sign {
            actors = List.copyOf(actors);
        }
    }

    /** How Repair must end. */
    public enum Ending {
        /** Healthy, every key with its value, nobody is asked. */
        HEALS,
        /** Nothing changes without the operator's word; with it as HEALS. */
        HEALS_WITH_CONSENT,
        /** Different values of one key: both copies are kept and the report names the keys. */
        KEEPS_BOTH,
        /** Nothing that commands could mend, for example a dead replica: it is reported, and nothing changes. */
        ONLY_REPORTED
    }
}
