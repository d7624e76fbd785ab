package io.slotferry.repair;

import io.slotferry.repair.KeyLook.KeyName;
import io.slotferry.topology.ServerVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The commands of one slot. Keys are named when the script is printed; the check before each hand-over catches any that came later. */
final class SlotCommands {

    /** Keys named of one slot on one node; a slot with more stops at its check, and the commands are asked for again. */
    private static final int KEYS_MAX = 1_000;

    private static final int KEYS_PER_MIGRATE = 50;
    private static final int TIMEOUT_MS = 1_000;

    private final RepairPlan plan;
    private final Cast cast;
    private final KeyLook look;
    private final int slot;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Set<KeyName>> held = new TreeMap<>();
    private boolean stuck;

    SlotCommands(RepairPlan plan, KeyLook look, int slot) {
        this.plan = plan;
        this.cast = plan.cast();
        this.look = look;
        this.slot = slot;
    }

    List<String> of(Script script) {
        lines.add("");
        lines.add("# slot " + slot);
        for (Decision step : script.steps()) {
            RepairAct act = step.act();
            if (act != null && !stuck) {
                lines.add("# " + step.why());
                add(act);
            }
        }
        return lines;
    }

    private void add(RepairAct act) {
        switch (act.kind()) {
            case MEET -> meet(act.node(), act.peer());
            case RAISE_EPOCH -> on(act.node(), "CLUSTER BUMPEPOCH");
            case FAILOVER -> on(act.node(), "CLUSTER FAILOVER TAKEOVER");
            case LET_GO -> on(act.node(), "CLUSTER DELSLOTS " + slot);
            case TAKE -> {
                set(act.node(), "NODE " + act.node());
                tellOthers(act.node(), act.node());
            }
            case TELL -> set(act.node(), "NODE " + act.peer());
            case MARK_MIGRATING -> set(act.node(), "MIGRATING " + act.peer());
            case MARK_IMPORTING -> set(act.node(), "IMPORTING " + act.peer());
            case CLEAR -> clear(act.node());
            case BACK -> {
                mustBeEmpty(act.peer(), "the target holds keys now: it has to go forward");
                set(act.peer(), "STABLE");
                mustBeEmpty(act.peer(), "a client brought a key meanwhile: set IMPORTING again, it has to go forward");
                set(act.node(), "STABLE");
            }
            case FORWARD, RETURN -> forward(act.node(), act.peer());
            case GATHER -> gather(act.node(), act.peer());
        }
    }

    /** Whether a key with different values keeps the slot as it is. */
    boolean stuck() {
        return stuck;
    }

    private void meet(String node, String peer) {
        lines.add("# they know each other within a second");
        on(node, cast.get(peer).meet());
        lines.add("sleep 2");
    }

    private void clear(String node) {
        if (!held(node).isEmpty()) {
            lines.add("# it owns the slot, and nobody else holds keys of it");
        }
        set(node, "STABLE");
    }

    private void forward(String from, String to) {
        set(to, "IMPORTING " + from);
        set(from, "MIGRATING " + to);
        carry(from, to, true);
        if (stuck) {
            return;
        }
        mustBeEmpty(from, "keys are left on the source: ask for the commands again");
        lines.add("# the target takes over, then its source at once, then the others");
        set(to, "IMPORTING " + from);
        set(to, "NODE " + to);
        // Its last slot makes a source a replica of the target: then it refuses, and that is fine.
        lines.add(command(from, "CLUSTER SETSLOT " + slot + " NODE " + to) + " || true");
        tellOthers(to, from);
    }

    private void gather(String from, String to) {
        if (!plan.importsFromOwner(slot, from)) {
            set(from, "STABLE");
            set(from, "IMPORTING " + to);
        }
        carry(from, to, false);
        if (stuck) {
            return;
        }
        mustBeEmpty(from, "stranded keys are left: ask for the commands again");
        set(from, "STABLE");
    }

    /** @param sourceServes whether clients reach a key on the source first: then its copy may go over an equal one */
    private void carry(String from, String to, boolean sourceServes) {
        Map<Integer, List<String>> plain = new LinkedHashMap<>();
        for (KeyName key : held(from)) {
            if (!held(to).contains(key)) {
                plain.computeIfAbsent(key.database(), database -> new ArrayList<>())
                        .add(key.quoted());
            } else {
                twin(key, from, to, sourceServes);
            }
        }
        plain.forEach((database, keys) -> {
            for (int first = 0; first < keys.size(); first += KEYS_PER_MIGRATE) {
                List<String> some = keys.subList(first, Math.min(keys.size(), first + KEYS_PER_MIGRATE));
                migrate(from, to, database, some, "");
            }
        });
        held(to).addAll(held(from));
        held(from).clear();
    }

    private void twin(KeyName key, String from, String to, boolean sourceServes) {
        switch (look.compare(key, from, to)) {
            case DIFFERENT -> {
                stuck = true;
                lines.add("# key " + key.quoted()
                        + " has different values; the rest of this slot is left out. Choose one:");
                choices(key, from, to, sourceServes);
                return;
            }
            case UNSEEN -> {
                lines.add("# key " + key.quoted()
                        + " is on both, and only now can both be read. If they differ, choose:");
                choices(key, from, to, sourceServes);
                lines.add("copy=$(" + dump(from, key) + ") && test \"$copy\" = \"$(" + dump(to, key)
                        + ")\" || { echo \"slot "
                        + slot
                        + ": two copies of a key differ or cannot be read, choose one as the comment above says\" >&2;"
                        + " exit 1; }");
            }
            case EQUAL -> {}
        }
        if (sourceServes) {
            lines.add("# equal on both, so it may be replaced");
            migrate(from, to, key.database(), List.of(key.quoted()), "REPLACE ");
        } else {
            lines.add("# equal on both, so the stranded copy is not needed");
            typed(from, key.database(), "ASKING\\n", "DEL " + key.quoted());
        }
    }

    private void choices(KeyName key, String from, String to, boolean sourceServes) {
        int here = lines.size();
        lines.add("# keep the value of " + cast.label(from));
        migrate(from, to, key.database(), List.of(key.quoted()), "REPLACE ");
        lines.add("# keep the value of " + cast.label(to));
        typed(from, key.database(), sourceServes ? "" : "ASKING\\n", "DEL " + key.quoted());
        for (int i = here; i < lines.size(); i++) {
            String line = lines.get(i);
            lines.set(i, line.startsWith("#") ? line : "#   " + line);
        }
    }

    /** The CLI's text for people, because a shell's variable holds no zero byte; only a value is in quotes: two equal refusals are no equal copies. */
    private String dump(String node, KeyName key) {
        return line(node, key.database(), "ASKING\\n", "DUMP " + key.quoted()) + " --no-raw | grep '^\"'";
    }

    private void migrate(String from, String to, int database, List<String> keys, String replace) {
        Actor target = cast.get(to);
        typed(
                from,
                database,
                "",
                "MIGRATE " + target.host() + " " + target.port() + " \"\" " + database + " " + TIMEOUT_MS + " "
                        + replace + "KEYS " + String.join(" ", keys));
    }

    private void tellOthers(String owner, String beside) {
        for (Actor other : cast.all()) {
            if (cast.mayOwn(other.id())
                    && !other.id().equals(owner)
                    && !other.id().equals(beside)) {
                set(other.id(), "NODE " + owner);
            }
        }
    }

    /** In every database it has now: a server deletes what is left in any of them once the slot is another's. */
    private void mustBeEmpty(String node, String otherwise) {
        String stop = " = 0 || { echo \"slot " + slot + ": " + otherwise + "\" >&2; exit 1; }";
        String count = "CLUSTER COUNTKEYSINSLOT " + slot;
        ServerVersion version = cast.get(node).version();
        if (version == null || !version.hasDatabases()) {
            lines.add("test \"$(" + command(node, count) + ")\"" + stop);
            return;
        }
        // Database 0 in any case: a node that does not answer is not empty.
        lines.add("for db in 0 $(" + command(node, "INFO keyspace")
                + " | sed -n 's/^db\\([0-9]*\\):.*/\\1/p'); do test \"$(" + command(node, "-n $db " + count) + ")\""
                + stop + "; done");
    }

    private void set(String node, String action) {
        on(node, "CLUSTER SETSLOT " + slot + " " + action);
    }

    private void on(String node, String words) {
        lines.add(command(node, words));
    }

    /** Lines that the CLI reads itself, because it knows quotes that a shell does not. */
    private void typed(String node, int database, String before, String line) {
        lines.add(line(node, database, before, line));
    }

    private String line(String node, int database, String before, String line) {
        String quoted = line.replace("\\", "\\\\").replace("%", "%%").replace("'", "\\047");
        String select = database == 0 ? "" : " -n " + database;
        return "printf '" + before + quoted + "\\n' | " + command(node, "").trim() + select;
    }

    private String command(String node, String words) {
        Actor actor = cast.get(node);
        ServerVersion version = actor.version();
        String cli = version != null && version.family() == ServerVersion.Family.VALKEY ? "valkey-cli" : "redis-cli";
        return cli + " -h " + actor.host() + " -p " + actor.port() + " " + words;
    }

    private Set<KeyName> held(String node) {
        return held.computeIfAbsent(node, id -> new LinkedHashSet<>(look.keys(id, slot, KEYS_MAX)));
    }
}
