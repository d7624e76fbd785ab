package io.slotferry.topology;

import org.jspecify.annotations.Nullable;

/**
 * What a node name in a request means.
 *
 * @param node the primary that is meant; null exactly if there is a problem
 * @param note how the name was read where that is not obvious, for example that it names a replica
 * @param problem one sentence that names the name and the known primaries
 */
public record Resolution(@Nullable Node node, @Nullable String note, @Nullable String problem) {

    static Resolution of(Node node, @Nullable String note) {
        return new Resolution(node, note == null ? null : Sentence.of(note), null);
    }

    static Resolution refused(String problem) {
        return new Resolution(null, null, Sentence.of(problem));
    }
}
