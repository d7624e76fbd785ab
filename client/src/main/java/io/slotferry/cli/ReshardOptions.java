package io.slotferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The fields of a reshard request as options: the same words in kebab-case. What they mean together is checked by the request itself. */
final class ReshardOptions {

    /** A plan has at most some thousand moves of some hundred characters. */
    private static final long MOVES_BYTES_MAX = 2_000_000;

    @Option(
            names = "--cluster",
            paramLabel = "NAME|HOST:PORT",
            description = "A name from the worker's configuration, or host:port[,host:port...]. Required.")
    @Nullable
    String cluster;

    @Option(
            names = "--to",
            paramLabel = "NODE",
            description =
                    "The primary that shall own the slots: host:port, node id or an unambiguous prefix of at least 8.")
    @Nullable
    String to;

    @Option(names = "--slots", paramLabel = "RANGES", description = "Which slots, for example 0-1023,5000.")
    @Nullable
    String slots;

    @Option(
            names = "--slot-count",
            paramLabel = "N",
            description = "How many slots, 1 to 16384, taken evenly from the sources. Instead of --slots.")
    @Nullable
    Long slotCount;

    @Option(
            names = "--from",
            split = ",",
            paramLabel = "NODE",
            description =
                    "With --slot-count: the nodes that give slots, separated by commas or repeated. Default: every other primary.")
    @Nullable
    List<String> from;

    @Option(
            names = "--moves",
            paramLabel = "JSON|@FILE",
            description =
                    "A list of moves as a plan prints them, [{\"slots\": \"0-99\", \"to\": NODE}, ...]. Instead of --to.")
    @Nullable
    String moves;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "keywise; atomic: Valkey 9 moves the slots itself; auto (default): keywise.")
    @Nullable
    String engine;

    @Option(names = "--approval", description = "Wait for `approve` after planning.")
    boolean approval;

    @Option(names = "--adopt", description = "Take over open slots that another tool left.")
    boolean adopt;

    @Option(
            names = "--big-keys",
            paramLabel = "POLICY",
            description =
                    "What to do with slots that hold a big key: move (default), skip (park them) or ask (park them and wait).")
    @Nullable
    String bigKeys;

    @Option(
            names = "--big-keys-stall-ms-max",
            paramLabel = "MS",
            description =
                    "A key is big when moving it is expected to block the source longer, in milliseconds; 1 to 30000, default 500.")
    @Nullable
    Long bigKeysStallMsMax;

    @ArgGroup(exclusive = false, heading = "How hard to push (`tune` changes it later):%n")
    PaceOptions pace = new PaceOptions();

    /** The JSON object that the options stand for. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        Fields.put(fields, "cluster", cluster);
        Fields.put(fields, "to", to);
        Fields.put(fields, "slots", slots);
        Fields.put(fields, "slotCount", slotCount);
        Fields.put(fields, "from", from == null ? null : new ArrayList<>(from));
        Fields.put(fields, "moves", moves == null ? null : Json.parse(movesText(moves), "--moves"));
        Fields.put(fields, "engine", engine);
        Fields.put(fields, "approval", approval ? true : null);
        Fields.put(fields, "adopt", adopt ? true : null);
        Fields.put(fields, "pace", pace.fields());
        Map<String, Object> big = new LinkedHashMap<>();
        Fields.put(big, "policy", bigKeys);
        Fields.put(big, "stallMsMax", bigKeysStallMsMax);
        Fields.put(fields, "bigKeys", big);
        return fields;
    }

    private static String movesText(String moves) {
        if (!moves.startsWith("@")) {
            return moves;
        }
        Path file = Path.of(moves.substring(1));
        try {
            if (Files.size(file) > MOVES_BYTES_MAX) {
                throw CliFailure.badInput("file " + file + " of --moves is larger than 2 MB");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw CliFailure.badInput("cannot read file " + file + " of --moves");
        }
    }
}
