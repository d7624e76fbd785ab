package io.slotferry.diagnosis;

import io.slotferry.contract.ReshardRequest;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The same request as a command line that also takes over open slots. One that would leave out a pace, an approval or a part of a long list is not printed: it would be pasted. */
final class AdoptCommand {

    /** Leaves room for the words around it. */
    private static final int CHARS_MAX = Sentence.CHARS_MAX - 60;

    private AdoptCommand() {}

    static String of(ReshardRequest request) {
        List<String> words = new ArrayList<>(List.of("./slotferry", "reshard"));
        option(words, "--cluster", request.cluster());
        option(words, "--to", request.to());
        option(words, "--slots", request.slots());
        option(words, "--slot-count", request.slotCount());
        for (String from : request.from() == null ? List.<String>of() : request.from()) {
            option(words, "--from", from);
        }
        words.add("--adopt");
        String command = String.join(" ", words);
        boolean whole = request.moves() == null
                && request.pace() == null
                && request.bigKeys() == null
                && request.engine() == null
                && !request.wantsApproval()
                && command.length() <= CHARS_MAX;
        return whole ? command : "the same request with --adopt (in JSON \"adopt\": true)";
    }

    private static void option(List<String> words, String name, @Nullable Object value) {
        if (value != null) {
            words.add(name);
            words.add(value.toString().replaceAll("\\s+", ""));
        }
    }
}
