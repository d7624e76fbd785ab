package io.slotferry.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How hard a run may push; an option that is not given keeps its default, or in {@code tune} its present value. */
final class PaceOptions {

    @Option(
            names = "--stall-budget-ms",
            paramLabel = "MS",
            description = "Longest time one MIGRATE shall block the source, in milliseconds; 1 to 1000, default 5.")
    @Nullable
    Long stallBudgetMs;

    @Option(
            names = "--keys-per-migrate",
            paramLabel = "N",
            description = "Most keys in one MIGRATE; 1 to 1000, default 100.")
    @Nullable
    Long keysPerMigrate;

    @Option(
            names = "--open-slots-max",
            paramLabel = "N",
            description = "Most slots open at once in a lane; 1 to 1024, default 1024.")
    @Nullable
    Long openSlotsMax;

    @Option(
            names = "--open-ms-max",
            paramLabel = "MS",
            description =
                    "Aim for how long a slot stays open (multi-key commands get TRYAGAIN for that long), in milliseconds; 50 to 60000, default 300.")
    @Nullable
    Long openMsMax;

    @Option(
            names = "--keys-per-second",
            paramLabel = "N",
            description = "Most keys moved per second by the run; 0 to 10000000, default 0: no limit.")
    @Nullable
    Long keysPerSecond;

    @Option(
            names = "--lanes-max",
            paramLabel = "N",
            description = "Most sources that give slots at the same time; 1 to 64, default 8.")
    @Nullable
    Long lanesMax;

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        Fields.put(fields, "stallBudgetMs", stallBudgetMs);
        Fields.put(fields, "keysPerMigrate", keysPerMigrate);
        Fields.put(fields, "openSlotsMax", openSlotsMax);
        Fields.put(fields, "openMsMax", openMsMax);
        Fields.put(fields, "keysPerSecond", keysPerSecond);
        Fields.put(fields, "lanesMax", lanesMax);
        return fields;
    }
}
