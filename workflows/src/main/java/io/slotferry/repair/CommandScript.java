package io.slotferry.repair;

import io.slotferry.contract.SlotSet;
import io.slotferry.repair.RepairAct.Kind;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A plan as a script for a shell: slot by slot, in the safe order, with a check wherever going on would lose keys. It comes from the same scripts as the repair itself. */
public final class CommandScript {

    /** Slots printed at once; what is left shows up when the commands are asked for again. */
    public static final int SLOTS_MAX = 100;

    /** After so much no further slot is begun: a report has to stay small. */
    private static final int CHARS_MAX = 120_000;

    private static final List<String> HEAD = List.of(
            "#!/bin/sh",
            "# What ./slotferry repair would do, by hand. Nobody else may move slots meanwhile.",
            "# Run it as a script: it stops where a check fails. Then look again with ./slotferry diagnose.",
            "# A password goes into REDISCLI_AUTH, TLS options into the commands; both are left out here.",
            "set -eu");

    private final RepairPlan plan;
    private final KeyLook look;
    private final List<String> lines = new ArrayList<>(HEAD);
    private final Set<RepairAct> met = new HashSet<>();
    private int printed;
    private int chars;
    private SlotSet unfinished = SlotSet.EMPTY;

    private CommandScript(RepairPlan plan, KeyLook look) {
        this.plan = plan;
        this.look = look;
    }

    public static List<String> of(RepairPlan plan, KeyLook look) {
        CommandScript script = new CommandScript(plan, look);
        List<RepairPlan.Group> owners = new ArrayList<>();
        List<RepairPlan.Group> others = new ArrayList<>();
        for (RepairPlan.Group group : plan.groups()) {
            RepairAct first = group.script().first();
            // Owners first: a cluster that is down moves no keys.
            boolean early = first != null && first.kind().compareTo(Kind.TELL) <= 0;
            (early ? owners : others).add(group);
        }
        owners.forEach(script::group);
        others.forEach(script::group);
        if (plan.groups().isEmpty()) {
            script.lines.add("# There is nothing to repair.");
        }
        script.end();
        script.needs("redis-cli");
        script.needs("valkey-cli");
        return script.lines;
    }

    /** Without it the first check would fail, and say something untrue of the cluster. */
    private void needs(String cli) {
        if (lines.stream().anyMatch(line -> line.contains(cli + " -h "))) {
            lines.add(
                    HEAD.size(),
                    "command -v " + cli + " >/dev/null || { echo \"" + cli + " is not on the PATH\" >&2; exit 1; }");
        }
    }

    /** Whoever runs it must not take the end of it for the end of the repair. */
    private void end() {
        if (!unfinished.isEmpty()) {
            lines.add("");
            lines.add("echo \"" + Sentence.count(unfinished.count(), "slot")
                    + " not repaired yet: see the comments in this script, then ask for the commands again\" >&2");
            lines.add("exit 1");
        }
    }

    private void group(RepairPlan.Group group) {
        String slots = group.slots().named(3) + ": ";
        if (!group.consent().isEmpty()) {
            note(slots + "left out, they need your consent (finding " + group.consent() + "): "
                    + group.script().steps().get(0).why());
            unfinished = unfinished.plus(group.slots());
            return;
        }
        // The executor looks again after every act; a script cannot, so it ends before what a stray mark forbids.
        Script now = group.script().until(act -> !plan.forbidden(act).isEmpty());
        if (now.first() == null) {
            RepairAct first = group.script().first();
            unfinished = unfinished.plus(group.slots());
            note(slots + "left out: " + (first == null ? group.script().last().why() : plan.forbidden(first)));
            return;
        }
        if (now.steps().size() < group.script().steps().size()) {
            unfinished = unfinished.plus(group.slots());
            note(slots + "run this, then ask for the commands again: more is to be done when the marks are in order");
        }
        SlotSet rest = group.slots();
        for (int slot : group.slots().stream().toArray()) {
            if (printed == SLOTS_MAX || chars > CHARS_MAX) {
                break;
            }
            // Nodes meet once, not once a slot.
            Script due = now.without(act -> act.kind() == Kind.MEET && !met.add(act));
            SlotCommands one = new SlotCommands(plan, look, slot);
            List<String> commands = one.of(due);
            unfinished = one.stuck() ? unfinished.plus(SlotSet.of(slot)) : unfinished;
            lines.addAll(commands);
            chars += commands.stream().mapToInt(String::length).sum();
            printed++;
            rest = rest.minus(SlotSet.of(slot));
        }
        if (!rest.isEmpty()) {
            unfinished = unfinished.plus(rest);
            note(Sentence.count(rest.count(), "more slot") + " like these: run this, then ask for the commands again");
        }
    }

    private void note(String text) {
        lines.add("");
        lines.add("# " + text);
    }
}
