package io.slotferry.gallery;

import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** What a node writes to its disk when it takes slots, written for one that is dead: it was killed right then, and nobody has heard of it. */
public final class SavedClaim {

    private static final int FIRST_SLOT_WORD = 8;

    private SavedClaim() {}

    public static void write(LabNode node, int... slots) {
        Path file = node.process().folder().resolve("nodes.conf");
        try {
            List<String> lines = Files.readAllLines(file).stream()
                    .map(line -> line.startsWith("vars ") ? line : edited(line, node.id(), slots))
                    .toList();
            Files.writeString(file, String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new LabException("cannot edit " + file, e);
        }
    }

    /** One line of the file: the slots come last, single ones, ranges, and marks in brackets. */
    private static String edited(String line, String claimant, int[] slots) {
        List<String> words = List.of(line.split(" ", -1));
        if (words.size() < FIRST_SLOT_WORD) {
            return line;
        }
        List<String> kept = new ArrayList<>(words.subList(0, FIRST_SLOT_WORD));
        TreeSet<Integer> owned = new TreeSet<>();
        List<String> marks = new ArrayList<>();
        for (String word : words.subList(FIRST_SLOT_WORD, words.size())) {
            if (word.startsWith("[")) {
                marks.add(word);
            } else if (!word.isEmpty()) {
                Arrays.stream(Ranges.parse(word)).forEach(owned::add);
            }
        }
        Arrays.stream(slots).forEach(owned::remove);
        if (words.get(0).equals(claimant)) {
            Arrays.stream(slots).forEach(owned::add);
            Arrays.stream(slots).forEach(slot -> marks.removeIf(mark -> mark.startsWith("[" + slot + "-")));
        }
        owned.forEach(slot -> kept.add(Integer.toString(slot)));
        kept.addAll(marks);
        return String.join(" ", kept);
    }
}
