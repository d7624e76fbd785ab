package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * What the query {@code progress} answers.
 *
 * @param cluster the cluster as the request named it
 * @param state where the run stands
 * @param headline one sentence for a person
 * @param slots slots to move in all
 * @param slotsMoved slots done
 * @param slotsOpen slots open at this moment
 * @param slotsParked slots set aside
 * @param keys keys found in the slots to move when the plan was made
 * @param keysMoved keys done
 * @param bytesMoved bytes done, as the source estimated them
 * @param keysPerSecond over the time spent moving
 * @param etaSeconds expected seconds to go; -1 while unknown
 * @param elapsedSeconds from the start to the last event of the run
 * @param lanes one row a lane
 * @param waitingFor what the state waits for, since when, until when and what frees it; empty while running
 * @param lastProblem the last thing that went wrong, empty if nothing did
 * @param next the exact next thing to send
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Progress(
        String cluster,
        RunState state,
        String headline,
        int slots,
        int slotsMoved,
        int slotsOpen,
        int slotsParked,
        long keys,
        long keysMoved,
        long bytesMoved,
        long keysPerSecond,
        long etaSeconds,
        double elapsedSeconds,
        List<LaneProgress> lanes,
        String waitingFor,
        String lastProblem,
        String next) {}
