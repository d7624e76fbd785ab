package io.slotferry.lab;

import java.util.List;

/**
 * What live clients saw, and what was found when every acknowledged write was read back.
 *
 * @param keysChecked keys read back in the end
 * @param lost keys of which an acknowledged write was gone, older than acknowledged, or applied twice, at any moment
 * @param wrongNil reads that answered nil for a key that was there
 * @param operations calls made
 * @param moved MOVED replies
 * @param asked ASK replies
 * @param tryAgain TRYAGAIN replies
 * @param unavailable CLUSTERDOWN and similar replies
 * @param connectionErrors connections refused, cut or timed out
 * @param givenUp calls that did not succeed within their limit
 * @param errors other error replies
 * @param idle latency while nothing moved
 * @param moving latency while slots moved
 * @param unattended latency of calls that met a time without a worker; none unless a test enters that phase
 * @param troubles the first connection errors and refusals, in words
 * @param examples the first lost keys and wrong answers, in words
 */
public record Verdict(
        long keysChecked,
        long lost,
        long wrongNil,
        long operations,
        long moved,
        long asked,
        long tryAgain,
        long unavailable,
        long connectionErrors,
        long givenUp,
        long errors,
        Latency idle,
        Latency moving,
        Latency unattended,
        List<String> troubles,
        List<String> examples) {

    public Verdict {
        troubles = List.copyOf(troubles);
        examples = List.copyOf(examples);
    }

    /** Nothing lost and no wrong answer; slow or refused answers do not count. */
    public boolean clean() {
        return lost == 0 && wrongNil == 0 && errors == 0;
    }
}
