package io.slotferry.chaos;

import java.util.List;

/**
 * What the end of one run looks like.
 *
 * @param lost acknowledged writes that no node holds and nothing excuses
 * @param async acknowledged writes lost as the same fault loses them without a move
 * @param exposed keys that died with the target they had just been brought to
 * @param named keys with an older value that a report names: deleted on a promoted source that did not know of the open slot
 * @param stranded keys on a primary that does not own their slot
 * @param open slots with a mark that no report names as conflicted
 * @param conflicted slots with marks or copies that the last report parks, with its reason
 * @param copies keys on a primary that does not own their slot, which the last report names: a failover left them
 * @param disagreement slots whose owner the nodes do not agree on
 * @param untrue what the last report says and the cluster does not
 * @param unfinished why the last run, on a healed cluster, did not do what it was asked
 * @param wrongReads reads under way that did not find what was acknowledged
 */
record Findings(
        List<String> lost,
        List<String> async,
        List<String> exposed,
        List<String> named,
        List<String> stranded,
        List<String> open,
        List<String> conflicted,
        List<String> copies,
        List<String> disagreement,
        List<String> untrue,
        List<String> unfinished,
        List<String> wrongReads) {

    Findings {
        lost = List.copyOf(lost);
        async = List.copyOf(async);
        exposed = List.copyOf(exposed);
        named = List.copyOf(named);
        stranded = List.copyOf(stranded);
        open = List.copyOf(open);
        conflicted = List.copyOf(conflicted);
        copies = List.copyOf(copies);
        disagreement = List.copyOf(disagreement);
        untrue = List.copyOf(untrue);
        unfinished = List.copyOf(unfinished);
        wrongReads = List.copyOf(wrongReads);
    }

    boolean clean() {
        return lost.isEmpty()
                && stranded.isEmpty()
                && open.isEmpty()
                && disagreement.isEmpty()
                && untrue.isEmpty()
                && unfinished.isEmpty();
    }
}
