package io.slotferry.gallery;

import io.slotferry.lab.Await;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.NodeLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a cluster is well, judged without the product: every living node, replicas too, tells the same story, no slot is open or without an owner, and each key is with its owner, once, with its value. */
public final class Health {

    private static final int SLOTS = 16_384;
    private static final Pattern KEYS = Pattern.compile("keys=(\\d+)");
    private static final int SHOWN_MAX = 12;

    private final Patient patient;
    private final Ledger ledger;
    private final List<String> problems = new ArrayList<>();

    private Health(Patient patient, Ledger ledger) {
        this.patient = patient;
        this.ledger = ledger;
    }

    /** What is wrong now, in words; empty if nothing is. */
    public static List<String> problems(Patient patient, Ledger ledger) {
        Health health = new Health(patient, ledger);
        try {
            health.look();
        } catch (LabException e) {
            health.problems.add(e.getMessage());
        }
        return health.problems.size() <= SHOWN_MAX ? health.problems : health.problems.subList(0, SHOWN_MAX);
    }

    /** Waits for {@link #problems} to be none; returns what is left at the limit. */
    public static List<String> await(Patient patient, Ledger ledger, Duration limit) {
        List<List<String>> last = new ArrayList<>();
        try {
            Await.until("health", limit, () -> {
                List<String> now = problems(patient, ledger);
                last.add(now);
                return now.isEmpty();
            });
            return List.of();
        } catch (LabException e) {
            return last.get(last.size() - 1);
        }
    }

    private void look() {
        List<LabNode> nodes = patient.living();
        Map<String, String> stories = new TreeMap<>();
        for (LabNode node : nodes) {
            List<NodeLine> view = patient.cluster().view(node);
            String name = patient.name(node.id());
            if (!patient.cluster().ask(node, "CLUSTER", "INFO").contains("cluster_state:ok")) {
                problems.add(name + " says cluster_state:fail");
            }
            view.forEach(line -> line.marks().forEach(mark -> problems.add(name + " shows " + named(mark))));
            stories.merge(story(view), name, (a, b) -> a + "," + b);
        }
        if (stories.size() > 1) {
            stories.forEach((story, names) -> problems.add(names + " say: " + story));
        }
        List<NodeLine> view = patient.cluster().view(nodes.get(0));
        String @Nullable [] owners = new String[SLOTS];
        view.forEach(line -> line.slots().stream().forEach(slot -> owners[slot] = line.id()));
        int uncovered = 0;
        for (String owner : owners) {
            uncovered += owner == null ? 1 : 0;
        }
        if (uncovered > 0) {
            problems.add(uncovered + " slots have no owner");
        }
        counts(nodes);
        keys(owners);
    }

    private String story(List<NodeLine> view) {
        return String.join(
                "; ",
                view.stream()
                        .filter(line ->
                                !line.flags().contains("fail") || line.slots().cardinality() > 0)
                        .map(line -> patient.name(line.id())
                                + (line.primary() ? "" : " of " + patient.name("" + line.primaryId())) + " "
                                + line.slots() + trouble(line))
                        .sorted()
                        .toList());
    }

    private static String trouble(NodeLine line) {
        return line.flags().stream()
                .filter(flag -> flag.equals("fail?") || flag.equals("handshake") || flag.equals("noaddr"))
                .findFirst()
                .map(flag -> " " + flag)
                .orElse("");
    }

    private String named(String mark) {
        Matcher id = Pattern.compile("[0-9a-f]{40}").matcher(mark);
        return id.replaceAll(match -> patient.name(match.group()));
    }

    /** Every copy is counted: a key too many is a stray one. */
    private void counts(List<LabNode> nodes) {
        long sum = 0;
        Map<String, Long> byId = new TreeMap<>();
        for (LabNode node : nodes) {
            Matcher matcher = KEYS.matcher(patient.cluster().ask(node, "INFO", "keyspace"));
            long count = 0;
            while (matcher.find()) {
                count += Long.parseLong(matcher.group(1));
            }
            byId.put(node.id(), count);
        }
        for (LabNode node : nodes) {
            NodeLine self = patient.self(node);
            long count = byId.getOrDefault(node.id(), 0L);
            if (self.primary()) {
                sum += count;
            } else if (byId.containsKey(self.primaryId()) && count != byId.getOrDefault(self.primaryId(), 0L)) {
                problems.add(patient.name(node.id()) + " holds " + count + " keys, its primary "
                        + byId.get(self.primaryId()));
            }
        }
        if (ledger.complete() && sum != ledger.size()) {
            problems.add("primaries hold " + sum + " keys, " + ledger.size() + " were written");
        }
    }

    private void keys(@Nullable String[] owners) {
        Map<String, List<Entry>> byOwner = new TreeMap<>();
        for (Entry entry : ledger.entries()) {
            String owner = owners[entry.slot()];
            if (owner != null) {
                byOwner.computeIfAbsent(owner, o -> new ArrayList<>()).add(entry);
            }
        }
        byOwner.forEach((owner, entries) -> {
            List<List<String>> commands = new ArrayList<>();
            for (Entry entry : entries) {
                commands.add(entry.read());
                commands.add(List.of("PTTL", entry.name()));
            }
            LabNode node = patient.node(patient.name(owner));
            List<@Nullable Object> replies = node.process().isAlive() ? patient.pipeline(node, commands) : List.of();
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                Object reply = replies.isEmpty() ? null : replies.get(2 * i);
                boolean expires = !replies.isEmpty() && replies.get(2 * i + 1) instanceof Long ttl && ttl > 0;
                if (!entry.matches(reply) || expires != entry.expires()) {
                    problems.add(entry.label() + " on " + patient.name(owner) + ": " + shown(reply));
                }
            }
        });
    }

    private static String shown(@Nullable Object reply) {
        String text = reply instanceof byte[] bytes
                ? new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                : "" + reply;
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }
}
