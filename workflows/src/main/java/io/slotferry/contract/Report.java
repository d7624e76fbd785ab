package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What every run returns, and what its memo {@code report} holds. Lists end after {@value #ROWS_MAX} rows; {@code more} says how many were left off.
 *
 * @param state how the run ended (or stands)
 * @param headline one sentence for a person
 * @param slotsMoved slots whose new owner every node confirmed
 * @param keysMoved keys that went over; keys clients wrote meanwhile are not among them
 * @param bytesMoved their memory as the source estimated it
 * @param seconds from the accepted start to this report
 * @param parked slots that could not move, with reason and way out
 * @param findings what the checks found
 * @param plan the moves that were asked for
 * @param inverse the moves that would undo what was done
 * @param openMsP99 how long a slot was open, 99th percentile, in milliseconds
 * @param openMsMax the longest a slot was open, in milliseconds
 * @param notes what the request left open and how it was read, for example a replica's name
 * @param repairs what a repair did or would do, by slots; empty for other runs
 * @param commands with {@code asCommands}: lines for a shell that do the same by hand; comments begin with #
 * @param more rows left off the lists, 0 if none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Report(
        RunState state,
        String headline,
        int slotsMoved,
        long keysMoved,
        long bytesMoved,
        double seconds,
        List<ParkedSlots> parked,
        List<Finding> findings,
        List<SlotMove> plan,
        List<SlotMove> inverse,
        long openMsP99,
        long openMsMax,
        List<String> notes,
        List<PlannedRepair> repairs,
        List<String> commands,
        int more) {

    public Report {
        // Reports that an earlier release stored have neither.
        repairs = repairs == null ? List.of() : repairs;
        commands = commands == null ? List.of() : commands;
    }

    /** The longest list a report carries: keeps it below 200 KB for 16384 slots. */
    public static final int ROWS_MAX = 100;

    /** Memo key under which every run leaves its report. */
    public static final String MEMO_KEY = "report";
}
