package io.slotferry.gallery;

import io.slotferry.lab.Await;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.NodeLine;
import io.slotferry.lab.RespError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the steps of a case. Steps are: {@code keys <slots> <count>}, {@code open <slots> <from> <to>}, {@code move|copy <slots> <from> <to> <count|all>}, {@code change <slots> <node> <count>}, {@code unassign <slots>}, {@code take <slots> <dead node>}, {@code kill|freeze|thaw|restart|failover <node>}, {@code await ...}, and {@code <nodes>: <command>}, where {@code {A}} is a node's id and {@code {600-609}} repeats the command for each slot; {@code try} before it allows an error.
 */
public final class Breaker {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MIGRATE_MS = 5_000;
    private static final int ALL = 1_000_000;
    private static final Pattern COMMAND = Pattern.compile("(try )?([A-Za-z0-9, ]+|all|primaries): (.+)");
    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z]\\d?)}");
    private static final Pattern SLOTS = Pattern.compile("\\{(\\d[\\d,-]*)}");

    private final Patient patient;
    private final Ledger ledger;

    public Breaker(Patient patient, Ledger ledger) {
        this.patient = patient;
        this.ledger = ledger;
    }

    public void carryOut(List<String> steps) {
        for (String step : steps) {
            try {
                carryOut(step);
            } catch (RuntimeException e) {
                throw new LabException("step \"" + step + "\": " + e.getMessage(), e);
            }
        }
    }

    private void carryOut(String step) {
        Matcher command = COMMAND.matcher(step);
        if (command.matches()) {
            boolean tolerant = command.group(1) != null;
            for (LabNode node : nodes(String.valueOf(command.group(2)))) {
                send(node, String.valueOf(command.group(3)), tolerant);
            }
            return;
        }
        String[] words = step.split(" +", -1);
        switch (words[0]) {
            case "keys" -> keys(Ranges.parse(words[1]), Integer.parseInt(words[2]));
            case "open" -> open(words[1], node(words[2]), node(words[3]));
            case "move", "copy" ->
                move(Ranges.parse(words[1]), node(words[2]), node(words[3]), count(words[4]), words[0]);
            case "change" -> change(Ranges.parse(words[1]), node(words[2]), count(words[3]));
            case "unassign" -> unassign(Ranges.parse(words[1]));
            case "take" -> SavedClaim.write(node(words[2]), Ranges.parse(words[1]));
            case "kill" -> node(words[1]).process().kill();
            case "freeze" -> node(words[1]).process().freeze();
            case "thaw" -> node(words[1]).process().thaw();
            case "restart" -> node(words[1]).process().restart();
            case "busy" -> BusyScript.run(patient, node(words[1]));
            case "failover" -> failover(node(words[1]));
            case "wait" -> LockSupport.parkNanos(Integer.parseInt(words[1]) * 1_000_000L);
            case "await", "when" -> await(words);
            default -> throw new IllegalArgumentException("unknown step");
        }
    }

    private LabNode node(String actor) {
        return patient.node(actor);
    }

    private List<LabNode> nodes(String names) {
        return switch (names) {
            case "all" -> patient.living();
            case "primaries" -> patient.primaries();
            default ->
                java.util.Arrays.stream(names.split("[, ]+", -1))
                        .map(patient::node)
                        .toList();
        };
    }

    private static int count(String word) {
        return word.equals("all") ? ALL : Integer.parseInt(word);
    }

    private void send(LabNode node, String text, boolean tolerant) {
        Matcher place = PLACE.matcher(text);
        String named = place.replaceAll(match -> node(match.group(1)).id());
        Matcher slots = SLOTS.matcher(named);
        List<List<String>> commands = new ArrayList<>();
        if (slots.find()) {
            for (int slot : Ranges.parse(String.valueOf(slots.group(1)))) {
                commands.add(List.of(slots.replaceAll(Integer.toString(slot)).split(" +", -1)));
            }
        } else {
            commands.add(List.of(named.split(" +", -1)));
        }
        if (tolerant) {
            patient.pipeline(node, commands);
        } else {
            patient.must(node, commands);
        }
    }

    private void keys(int[] slots, int count) {
        List<NodeLine> view = patient.cluster().view(patient.living().get(0));
        for (NodeLine owner : view) {
            List<List<String>> writes = new ArrayList<>();
            for (int slot : slots) {
                if (owner.slots().get(slot)) {
                    for (int i = 0; i < count; i++) {
                        Entry entry = Entry.of(slot, i);
                        ledger.add(entry);
                        writes.addAll(entry.writes());
                    }
                }
            }
            if (!writes.isEmpty()) {
                patient.must(node(patient.name(owner.id())), writes);
            }
        }
    }

    private void open(String slots, LabNode from, LabNode to) {
        send(to, "CLUSTER SETSLOT {" + slots + "} IMPORTING " + from.id(), false);
        send(from, "CLUSTER SETSLOT {" + slots + "} MIGRATING " + to.id(), false);
    }

    /** What the target holds already is left where it is: a case makes its duplicates first, then moves. */
    private void move(int[] slots, LabNode from, LabNode to, int count, String how) {
        for (int slot : slots) {
            Set<String> there = new HashSet<>(names(to, slot));
            List<String> names = names(from, slot).stream()
                    .filter(name -> !there.contains(name))
                    .limit(count)
                    .toList();
            if (!names.isEmpty()) {
                List<String> migrate =
                        new ArrayList<>(List.of("MIGRATE", "127.0.0.1", "" + to.port(), "", "0", "" + MIGRATE_MS));
                if (how.equals("copy")) {
                    migrate.add("COPY");
                }
                migrate.add("KEYS");
                migrate.addAll(names);
                patient.must(from, List.of(migrate));
            }
        }
    }

    private List<String> names(LabNode node, int slot) {
        Object reply = patient.must(node, List.of(List.of("CLUSTER", "GETKEYSINSLOT", "" + slot, "" + ALL)))
                .get(0);
        return Latin.strings(java.util.Objects.requireNonNull(reply)).stream()
                .sorted()
                .toList();
    }

    private void change(int[] slots, LabNode node, int count) {
        for (int slot : slots) {
            List<List<String>> commands = new ArrayList<>();
            names(node, slot).stream().limit(count).forEach(name -> {
                String other = "other-" + slot;
                commands.add(List.of("ASKING"));
                commands.add(List.of("SET", name, other));
                ledger.conflict(name, other);
            });
            patient.must(node, commands);
        }
    }

    /** Until nobody maps them: a ping sent just before may bring one back. */
    private void unassign(int[] slots) {
        Await.until("nobody to own the slots", LIMIT, () -> {
            boolean found = false;
            for (LabNode node : patient.living()) {
                List<List<String>> commands = new ArrayList<>();
                for (int slot : slots) {
                    if (patient.cluster().view(node).stream()
                            .anyMatch(line -> line.slots().get(slot))) {
                        commands.add(List.of("CLUSTER", "DELSLOTS", "" + slot));
                    }
                }
                found |= !commands.isEmpty();
                patient.pipeline(node, commands);
            }
            return !found;
        });
    }

    private void failover(LabNode replica) {
        Await.until("the replica to be in sync", LIMIT, () -> patient.cluster()
                .ask(replica, "INFO", "replication")
                .contains("master_link_status:up"));
        long primaries = primariesSeenBy(replica);
        send(replica, "CLUSTER FAILOVER", false);
        awaitPrimary(replica);
        // The old primary has a new configuration once it follows; a dry run after that must not be blamed for it.
        Await.until("all to have heard that the old primary follows", LIMIT, () -> patient.living().stream()
                .allMatch(node -> primariesSeenBy(node) == primaries
                        && !patient.cluster().ask(node, "INFO", "replication").contains("master_link_status:down")));
    }

    private long primariesSeenBy(LabNode node) {
        return patient.cluster().view(node).stream().filter(NodeLine::primary).count();
    }

    private void await(String[] words) {
        String actor = words[words.length - 1];
        switch (words[1]) {
            case "owner" -> awaitOwner(words[2], node(actor));
            case "marks" ->
                Await.until("marks on " + actor, LIMIT, () -> !patient.self(node(actor))
                        .marks()
                        .isEmpty());
            case "primary" -> awaitPrimary(node(actor));
            case "replica" ->
                Await.until(actor + " to be a replica", LIMIT, () -> all(node(actor), line -> !line.primary()));
            case "failed" ->
                Await.until(
                        actor + " to be declared failed",
                        LIMIT,
                        () -> all(node(actor), line -> line.flags().contains("fail")));
            case "suspected" ->
                Await.until(
                        actor + " to be suspected",
                        LIMIT,
                        () -> all(node(actor), line -> line.flags().toString().contains("fail")));
            case "synced" -> Await.until("replicas in sync", LIMIT, this::synced);
            default -> throw new IllegalArgumentException("unknown await");
        }
    }

    private void awaitOwner(String slots, LabNode owner) {
        Await.until("the new owner to be known", LIMIT, () -> patient.living().stream()
                .allMatch(node -> patient.owners(node, slots).equals(Set.of(owner.id()))));
    }

    private void awaitPrimary(LabNode node) {
        Await.until(
                "it to be primary",
                LIMIT,
                () -> all(
                        node, line -> line.primary() && !line.flags().toString().contains("fail")));
    }

    private boolean synced() {
        return patient.living().stream()
                .filter(node -> !patient.self(node).primary())
                .allMatch(node ->
                        patient.cluster().ask(node, "INFO", "replication").contains("master_link_status:up"));
    }

    private interface LineCheck {
        boolean holds(NodeLine line);
    }

    private boolean all(LabNode about, LineCheck check) {
        return patient.living().stream()
                .filter(node -> !frozen(node))
                .allMatch(node -> patient.cluster().view(node).stream()
                        .anyMatch(line -> line.id().equals(about.id()) && check.holds(line)));
    }

    private boolean frozen(LabNode node) {
        @Nullable Object reply;
        try {
            reply = patient.pipeline(node, List.of(List.of("PING"))).get(0);
        } catch (LabException e) {
            return true;
        }
        return reply instanceof RespError;
    }
}
