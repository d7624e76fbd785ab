package io.slotferry.repair;

import io.slotferry.diagnosis.Silence;
import io.slotferry.diagnosis.VersionCheck;
import io.slotferry.topology.ServerVersion;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A node as far as repairs care.
 *
 * @param id node id
 * @param label {@code host:port (id prefix)}
 * @param host where the other nodes reach it
 * @param port its client port
 * @param meet what another node is told to meet it, see {@link io.slotferry.topology.Node#meet}
 * @param live a primary that answers us
 * @param answers whether it answers us, whatever its role
 * @param member whether most of the others know it; one they forgot can give keys but not own slots
 * @param failed the cluster has declared it failed, or lost its address, see {@link io.slotferry.topology.Node#gone}; or it would, if most primaries were there to do so
 * @param silence why it does not answer us; null if it does, or if nobody asked it
 * @param standIn the live primary that is meant by its name: itself, or a replica's primary; empty if there is none
 * @param version what it runs; null if it did not say
 * @param slots slots it owns
 * @param heirs replicas of it that answer, the best one first, see {@link io.slotferry.topology.Inheritance}
 * @param silentHeirs replicas of it that do not answer us, and that nobody has given up: they may hold what it held
 * @param mayRaise whether its claims may be made to win: no other claimant of its slots holds keys of them
 * @param doubtful a replica that may never have had a key of its primary
 */
public record Actor(
        String id,
        String label,
        String host,
        int port,
        String meet,
        boolean live,
        boolean answers,
        boolean member,
        boolean failed,
        @Nullable Silence silence,
        String standIn,
        @Nullable ServerVersion version,
        int slots,
        List<String> heirs,
        List<String> silentHeirs,
        boolean mayRaise,
        boolean doubtful) {

    public Actor {
        heirs = List.copyOf(heirs);
        silentHeirs = List.copyOf(silentHeirs);
    }

    /** Whether it runs, serves others and will not answer us before a person has seen to it: nobody need wait. */
    boolean refusesUs() {
        return silence != null && silence.forUsOnly();
    }

    /** Whether it is known what keeps it from answering. */
    boolean saysWhy() {
        return silence != null && !silence.wayOut().isEmpty();
    }

    /** Ends a sentence that says what it keeps from us by its silence. */
    String silent() {
        if (silence == null) {
            return "; start it or wait until the cluster has replaced it";
        }
        String wayOut = silence.wayOut();
        return " (" + silence.why() + "); "
                + (wayOut.isEmpty()
                        ? "start it or wait until the cluster has replaced it"
                        : wayOut.substring(0, 1).toLowerCase(Locale.ROOT) + wayOut.substring(1));
    }

    /** From Valkey 8 on a node takes a slot that the named source of its import mark does not claim; unknown servers count. */
    boolean finishesMovesByItself() {
        return version == null || version.valkey8();
    }

    /** I10: keys never move to an older server. */
    boolean canSendTo(Actor target) {
        return version == null || target.version() == null || VersionCheck.canRead(version, target.version());
    }
}
