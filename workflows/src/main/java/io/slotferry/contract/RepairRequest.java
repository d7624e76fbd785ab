package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON object that starts a {@code Repair}.
 *
 * @param cluster a name from the worker's configuration, or {@code host:port[,host:port...]}
 * @param slots ranges to look at; default all
 * @param consent ids of findings that may be mended although keys may be given up; at most {@value #CONSENT_MAX}. One that names all its slots covers a finding of the same code about some of them
 * @param back whether half-moved slots go back to where they came from; default they go forward
 * @param dryRun report what would be done, change nothing
 * @param asCommands with dryRun: also list the commands that do the same by hand
 * @param requestedBy who asks, for the audit trail
 * @param reason why, for the audit trail
 * @param problems what was wrong with the JSON this was read from; never written
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RepairRequest(
        @Nullable String cluster,
        @Nullable String slots,
        @Nullable List<String> consent,
        @Nullable Boolean back,
        @Nullable Boolean dryRun,
        @Nullable Boolean asCommands,
        @Nullable String requestedBy,
        @Nullable String reason,
        @JsonIgnore List<String> problems) {

    /** Most findings one request may consent to. */
    public static final int CONSENT_MAX = 200;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static RepairRequest fromJson(@Nullable JsonNode node) {
        RequestFields fields = RequestFields.of(node);
        return new RepairRequest(
                fields.text("cluster"),
                fields.text("slots"),
                fields.texts("consent"),
                fields.flag("back"),
                fields.flag("dryRun"),
                fields.flag("asCommands"),
                fields.text("requestedBy"),
                fields.text("reason"),
                fields.problems());
    }

    public boolean dryRuns() {
        return Boolean.TRUE.equals(dryRun);
    }

    public boolean goesBack() {
        return Boolean.TRUE.equals(back);
    }

    public boolean wantsCommands() {
        return Boolean.TRUE.equals(asCommands);
    }

    public List<String> consents() {
        return consent == null ? List.of() : consent;
    }

    /** The slots to look at. */
    public SlotSet scope() {
        return slots == null ? SlotSet.range(0, SlotRange.SLOT_COUNT - 1) : SlotSet.parse(slots);
    }

    /** Everything wrong with the request that can be seen without the cluster, one sentence each; empty if it is fine. */
    public List<String> check() {
        List<String> wrong = new ArrayList<>(problems);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        PlainName.cluster(wrong, cluster);
        if (slots != null) {
            try {
                if (SlotSet.parse(slots).isEmpty()) {
                    wrong.add("\"slots\" names no slots; write for example 609,700-710");
                }
            } catch (IllegalArgumentException e) {
                wrong.add("\"slots\": " + e.getMessage());
            }
        }
        if (consents().size() > CONSENT_MAX) {
            wrong.add("\"consent\" has more than " + CONSENT_MAX + " ids; repair in several runs");
        }
        if (wantsCommands() && !dryRuns()) {
            wrong.add("\"asCommands\" goes with \"dryRun\": true; it prints what you could do by hand instead");
        }
        return wrong;
    }
}
