package io.slotferry.diagnosis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ServerVersion;
import io.slotferry.topology.ServerVersion.Family;
import java.util.List;
import java.util.Optional;

/** Keys only move to a server that can read them (I10): an older one refuses the payload, and a half-moved slot has no way back. */
public final class VersionCheck {

    /** The move is an upgrade: there is no way back. */
    public static final String ONE_WAY = "one-way";

    private VersionCheck() {}

    /** Why what moves cannot go back, by the findings of the plan; empty if it can. */
    public static String oneWay(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.code().equals(ONE_WAY))
                .map(Finding::sentence)
                .findFirst()
                .orElse("");
    }

    static void check(MoveScope scope, Findings findings) {
        scope.moves().stream().map(SlotMove::to).distinct().forEach(to -> scope.facts(to)
                .flatMap(NodeFacts::version)
                .filter(VersionCheck::takenSlotsMayGetLost)
                .ifPresent(version -> knownFault(Findings.label(scope.topology(), to), version, findings)));
        for (SlotMove move : scope.moves()) {
            Optional<ServerVersion> source = scope.facts(move.from()).flatMap(NodeFacts::version);
            Optional<ServerVersion> target = scope.facts(move.to()).flatMap(NodeFacts::version);
            if (source.isPresent() && target.isPresent()) {
                compare(scope, move, source.get(), target.get(), findings);
            }
        }
    }

    /** A note that a slot's owner has stopped to claim it outlives SETSLOT NODE in these (redis/redis#12564): the next owner may lose the slot to any late message of the last. */
    static boolean takenSlotsMayGetLost(ServerVersion version) {
        boolean noted = version.minor() == 0 ? version.patch() >= 13 : version.minor() == 2 && version.patch() <= 3;
        return version.family() == Family.REDIS && version.major() == 7 && noted;
    }

    private static void knownFault(String to, ServerVersion version, Findings findings) {
        findings.add(
                "known-fault",
                Severity.INFO,
                SlotSet.EMPTY,
                List.of(to),
                "The target " + to + " runs " + version + ": slots that it gave away before and takes back now may"
                        + " rarely lose their keys (redis/redis#12564)",
                "Upgrade to 7.2.4 or later before slots move back");
    }

    private static void compare(
            MoveScope scope, SlotMove move, ServerVersion source, ServerVersion target, Findings findings) {
        String from = Findings.label(scope.topology(), move.from());
        String to = Findings.label(scope.topology(), move.to());
        if (!canRead(source, target)) {
            findings.add(
                    "target-older",
                    Severity.ERROR,
                    SlotSet.EMPTY,
                    List.of(from, to),
                    "The target " + to + " runs " + target + " and cannot be trusted to read keys of " + from
                            + ", which runs " + source,
                    "Upgrade " + to + " first, or move to a node that runs " + source + " or newer");
        } else if (!canRead(target, source)) {
            findings.add(
                    ONE_WAY,
                    Severity.WARNING,
                    SlotSet.EMPTY,
                    List.of(from, to),
                    to + " runs " + target + ", and " + from + " with " + source
                            + " cannot read keys that were written there: what has moved cannot go back",
                    "Nothing, if there is no need for rollback or reverse");
        } else if (source.family() == target.family()
                && source.major() == target.major()
                && source.minor() == target.minor()
                && source.patch() > target.patch()) {
            findings.add(
                    "target-older-patch",
                    Severity.WARNING,
                    SlotSet.EMPTY,
                    List.of(from, to),
                    "The target " + to + " runs " + target + ", a little older than " + source + " on " + from
                            + "; keys have the same format in both",
                    "Nothing, or upgrade " + to + " first");
        }
    }

    /** The families parted after snapshot version 11, which Redis 7.2 and Valkey up to 8.1 write; what either wrote later only its own family reads. */
    public static boolean canRead(ServerVersion source, ServerVersion target) {
        if (source.family() == target.family()) {
            return target.atLeast(source.major(), source.minor());
        }
        if (source.family() == Family.REDIS) {
            return !source.atLeast(7, 3);
        }
        return !source.atLeast(9, 0) && target.atLeast(7, 2);
    }
}
