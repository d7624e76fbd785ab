package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How hard a run may push. Every field is optional; what is left out keeps its default, or, in {@code tune}, its present value.
 *
 * @param stallBudgetMs longest time one MIGRATE shall block the source, in milliseconds; 1 to 1000, default 5
 * @param keysPerMigrate most keys in one MIGRATE, and most that may be ahead of the target's replicas; 1 to 1000, default 100
 * @param openSlotsMax most slots open at once in a lane; 1 to 1024, default 1024
 * @param openMsMax aim for how long a slot stays open, in milliseconds: clients' multi-key commands get TRYAGAIN for that long; 50 to 60000, default 300
 * @param keysPerSecond most keys moved per second by the run; 0 means no limit, default 0, at most 10000000
 * @param lanesMax most sources that give slots at the same time; 1 to 64, default 8
 * @param problems what was wrong with the JSON this was read from; never written
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaceLimits(
        @Nullable Long stallBudgetMs,
        @Nullable Long keysPerMigrate,
        @Nullable Long openSlotsMax,
        @Nullable Long openMsMax,
        @Nullable Long keysPerSecond,
        @Nullable Long lanesMax,
        @com.fasterxml.jackson.annotation.JsonIgnore List<String> problems) {

    public static final PaceLimits DEFAULTS = new PaceLimits(5L, 100L, 1_024L, 300L, 0L, 8L, List.of());

    /** Says nothing: every limit is what it was. */
    public static final PaceLimits NONE = new PaceLimits(null, null, null, null, null, null, List.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static PaceLimits fromJson(@Nullable JsonNode node) {
        RequestFields fields = RequestFields.of(node);
        PaceLimits read = read(fields);
        return new PaceLimits(
                read.stallBudgetMs,
                read.keysPerMigrate,
                read.openSlotsMax,
                read.openMsMax,
                read.keysPerSecond,
                read.lanesMax,
                fields.problems());
    }

    static PaceLimits read(RequestFields fields) {
        return new PaceLimits(
                fields.number("stallBudgetMs"),
                fields.number("keysPerMigrate"),
                fields.number("openSlotsMax"),
                fields.number("openMsMax"),
                fields.number("keysPerSecond"),
                fields.number("lanesMax"),
                List.of());
    }

    /** These limits, with what {@code base} says wherever this leaves a field out. */
    public PaceLimits over(PaceLimits base) {
        return new PaceLimits(
                or(stallBudgetMs, base.stallBudgetMs),
                or(keysPerMigrate, base.keysPerMigrate),
                or(openSlotsMax, base.openSlotsMax),
                or(openMsMax, base.openMsMax),
                or(keysPerSecond, base.keysPerSecond),
                or(lanesMax, base.lanesMax),
                List.of());
    }

    /** One sentence a field that is out of its range. */
    public List<String> check() {
        List<String> wrong = new ArrayList<>(problems);
        range(wrong, "stallBudgetMs", stallBudgetMs, 1, 1_000);
        range(wrong, "keysPerMigrate", keysPerMigrate, 1, 1_000);
        range(wrong, "openSlotsMax", openSlotsMax, 1, 1_024);
        range(wrong, "openMsMax", openMsMax, 50, 60_000);
        range(wrong, "keysPerSecond", keysPerSecond, 0, 10_000_000);
        range(wrong, "lanesMax", lanesMax, 1, 64);
        return wrong;
    }

    private static void range(List<String> wrong, String name, @Nullable Long value, long least, long most) {
        if (value != null && (value < least || value > most)) {
            wrong.add("\"pace." + name + "\" is " + value + ", but must be from " + least + " to " + most);
        }
    }

    private static @Nullable Long or(@Nullable Long value, @Nullable Long otherwise) {
        return value != null ? value : otherwise;
    }
}
