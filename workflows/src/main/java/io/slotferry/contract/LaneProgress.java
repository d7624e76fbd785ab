package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * One lane: what one source has to give.
 *
 * @param from {@code host:port} of the source
 * @param to {@code host:port} of the target, or "several"
 * @param slots slots this lane moves in all
 * @param slotsMoved slots done
 * @param keysMoved keys done
 * @param slotsOpen slots open at this moment
 * @param doing what it does or waits for, in a few words
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LaneProgress(
        String from, String to, int slots, int slotsMoved, long keysMoved, int slotsOpen, String doing) {}
