package io.slotferry.gallery;

import io.slotferry.gallery.Expected.Ending;
import io.slotferry.gallery.Expected.Sign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads {@code <case>/case.txt}: a story, then [setup], [break], [during], [request] and [expect]. CONTRIBUTING.md describes the words. */
public final class CaseReader {

    private static final String FILE = "case.txt";

    private CaseReader() {}

    /** All cases of a folder, by name. */
    public static List<Case> all(Path folder) {
        try (Stream<Path> names = Files.list(folder)) {
            return names.filter(name -> Files.exists(name.resolve(FILE)))
                    .sorted()
                    .map(CaseReader::read)
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Case read(Path folder) {
        try {
            return parse(String.valueOf(folder.getFileName()), Files.readAllLines(folder.resolve(FILE)));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(folder + ": " + e.getMessage(), e);
        }
    }

    static Case parse(String name, List<String> lines) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> section = sections.computeIfAbsent("story", s -> new ArrayList<>());
        for (String line : lines) {
            String text = line.strip();
            if (text.startsWith("[") && text.endsWith("]")) {
                section = sections.computeIfAbsent(text.substring(1, text.length() - 1), s -> new ArrayList<>());
            } else if (!text.isEmpty() && !text.startsWith("#")) {
                section.add(text);
            }
        }
        for (String known : List.of("setup", "break", "during", "request", "expect")) {
            sections.putIfAbsent(known, List.of());
        }
        if (sections.size() > 6) {
            throw new IllegalArgumentException("unknown section among " + sections.keySet());
        }
        Setup setup = setup(sections.getOrDefault("setup", List.of()));
        return new Case(
                name,
                String.join(" ", sections.getOrDefault("story", List.of())),
                setup.servers,
                setup.replicas,
                setup.config,
                sections.getOrDefault("break", List.of()),
                setup.clients,
                setup.notInCi,
                sections.getOrDefault("during", List.of()),
                String.join("\n", sections.getOrDefault("request", List.of())),
                expected(sections.getOrDefault("expect", List.of())));
    }

    private record Setup(
            List<String> servers, int replicas, Map<String, String> config, boolean clients, String notInCi) {}

    private static Setup setup(List<String> lines) {
        List<String> servers = new ArrayList<>();
        Map<String, String> config = new LinkedHashMap<>();
        int replicas = 1;
        boolean clients = false;
        String notInCi = "";
        for (String line : lines) {
            String[] words = line.split(" +", 3);
            switch (words[0]) {
                case "servers" ->
                    servers.addAll(
                            List.of(line.substring(words[0].length()).strip().split(" +", -1)));
                case "clients" -> clients = true;
                case "not-in-ci" -> notInCi = line.substring(words[0].length()).strip();
                case "replicas" -> replicas = Integer.parseInt(words[1]);
                case "config" -> config.put(words[1], words[2]);
                default -> throw new IllegalArgumentException("unknown setup \"" + line + "\"");
            }
        }
        return new Setup(servers, replicas, config, clients, notInCi);
    }

    private static Expected expected(List<String> lines) {
        List<Sign> findings = new ArrayList<>();
        List<String> maybe = new ArrayList<>();
        Map<String, String> owners = new LinkedHashMap<>();
        Ending ending = null;
        for (String line : lines) {
            List<String> words = List.of(line.split(" +", -1));
            switch (words.get(0)) {
                case "finding" -> {
                    String slots = words.size() > 2 && !words.get(2).equals("-") ? words.get(2) : "";
                    findings.add(new Sign(words.get(1), slots, words.subList(Math.min(3, words.size()), words.size())));
                }
                case "maybe" -> maybe.addAll(words.subList(1, words.size()));
                case "owner" -> owners.put(words.get(1), String.join(" ", words.subList(2, words.size())));
                case "heals" -> ending = words.size() > 1 ? Ending.HEALS_WITH_CONSENT : Ending.HEALS;
                case "keeps-both" -> ending = Ending.KEEPS_BOTH;
                case "only-reported" -> ending = Ending.ONLY_REPORTED;
                default -> throw new IllegalArgumentException("unknown expectation \"" + line + "\"");
            }
        }
        if (ending == null) {
            throw new IllegalArgumentException("does not say how it ends");
        }
        return new Expected(findings, maybe, ending, owners);
    }
}
