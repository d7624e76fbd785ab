package io.slotferry.chaos;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotSet;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LocalCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Holds the end of a run against what clients were promised and what the last report says. */
final class Judge {

    private static final int EXPOSED_PER_DEATH_MAX = 100;

    private final LocalCluster cluster;
    private final Shards shards;
    private final Injector injector;
    private final Ledger ledger;
    private final Keyspace keyspace;

    Judge(LocalCluster cluster, Shards shards, Injector injector, Ledger ledger, Keyspace keyspace) {
        this.cluster = cluster;
        this.shards = shards;
        this.injector = injector;
        this.ledger = ledger;
        this.keyspace = keyspace;
    }

    /**
     * @param wanted slots by the shard that owns them now, if the last run did what it was asked
     */
    Findings judge(Map<String, SlotSet> wanted, List<Report> reports, Keeper.@Nullable Ended last, String openSays)
            throws IOException {
        ClusterEnd end = ClusterEnd.of(cluster);
        Map<Excuses.Kind, List<String>> losses = losses(new Named(reports), end.disagreement);
        Report report = last == null ? null : last.report();
        Map<Integer, String> parked = report == null ? Map.of() : parked(report);
        SlotSet named = report == null ? SlotSet.EMPTY : stranded(report);
        List<String> open = new ArrayList<>();
        List<String> conflicted = new ArrayList<>();
        end.marks.forEach((slot, marks) -> {
            if (!parked.containsKey(slot)) {
                open.add(slot + ": " + marks);
            }
        });
        // Both copies of a key in conflict are kept, and so is what a failover left on another node: the report says
        // where.
        List<String> stranded = new ArrayList<>();
        List<String> copies = new ArrayList<>();
        end.stranded.forEach((slot, holders) -> {
            if (!parked.containsKey(slot)) {
                (named.contains(slot) ? copies : stranded).add(slot + ": " + holders);
            }
        });
        parked.forEach((slot, reason) -> {
            if (end.marks.containsKey(slot) || end.stranded.containsKey(slot)) {
                conflicted.add(slot + ": " + reason);
            }
        });
        List<String> unfinished = new ArrayList<>();
        List<String> untrue = new ArrayList<>();
        if (last == null) {
            unfinished.add("on a healed cluster, " + openSays);
        } else if (last.state() == RunState.SUCCEEDED) {
            wanted.forEach((shard, slots) -> slots.forEach(slot -> {
                if (!shards.shardOf(end.owner(slot)).equals(shard)) {
                    untrue.add("slot " + slot + " is reported as moved, but " + end.owner(slot) + " owns it");
                }
            }));
        } else if (last.state() != RunState.PARTIAL || conflicted.isEmpty()) {
            unfinished.add(last.workflowId() + " ended " + last.state() + ": " + last.failure());
        }
        return new Findings(
                losses.get(Excuses.Kind.LOST),
                losses.get(Excuses.Kind.ASYNC),
                losses.get(Excuses.Kind.EXPOSED),
                losses.get(Excuses.Kind.NAMED),
                stranded,
                open,
                conflicted,
                copies,
                end.disagreement,
                untrue,
                unfinished,
                ledger.wrongReads());
    }

    private Map<Excuses.Kind, List<String>> losses(Named named, List<String> unreadable) throws IOException {
        Map<Excuses.Kind, List<String>> losses = new EnumMap<>(Excuses.Kind.class);
        for (Excuses.Kind kind : Excuses.Kind.values()) {
            losses.put(kind, new ArrayList<>());
        }
        Excuses excuses = new Excuses(injector.outages(), shards::promotedAfter, named);
        for (Ledger.Difference each : ledger.differences(cluster.addresses(), unreadable)) {
            losses.get(excuses.of(each)).add(text(each));
        }
        if (unreadable.isEmpty()) {
            loaded(losses);
        }
        return losses;
    }

    /** Loaded long before the first fault: what is missing of these was exposed or is lost. */
    private void loaded(Map<Excuses.Kind, List<String>> losses) {
        Keyspace.ReadBack read = keyspace.readBack(cluster);
        long bad = read.missing() + read.wrong();
        long excused = injector.outages().stream()
                        .filter(outage -> !outage.importing().isEmpty()
                                && shards.promotedAfter(outage.nodeId(), outage.fromNanos()))
                        .count()
                * EXPOSED_PER_DEATH_MAX;
        if (bad > 0) {
            losses.get(read.wrong() == 0 && bad <= excused ? Excuses.Kind.EXPOSED : Excuses.Kind.LOST)
                    .add(bad + " loaded keys: " + read.examples());
        }
    }

    private static String text(Ledger.Difference each) {
        List<Write> lost = each.lost();
        String writes = lost.isEmpty()
                ? "an older value came back"
                : lost.size() + " writes, the first " + lost.get(0).value() + " by "
                        + lost.get(0).node() + " at " + Clock.of(lost.get(0).atNanos());
        return each.key().name + " (slot " + each.key().slot + ") holds " + each.found() + " instead of "
                + each.key().expected() + ": " + writes;
    }

    private static SlotSet stranded(Report report) {
        return report.findings().stream()
                .filter(finding -> finding.code().equals("stranded-keys"))
                .map(Finding::slots)
                .reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    /** Why, by slot. */
    private static Map<Integer, String> parked(Report report) {
        Map<Integer, String> reasons = new TreeMap<>();
        report.parked().forEach(parked -> parked.slots().forEach(slot -> reasons.put(slot, parked.reason())));
        return reasons;
    }
}
