package io.slotferry.topology;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which server a node runs. Valkey says {@code redis_version:7.2.4} for old clients, so {@code valkey_version} is asked first. */
public record ServerVersion(Family family, int major, int minor, int patch) {

    /** Redis and Valkey have parted: their snapshot formats are not comparable any more. */
    public enum Family {
        REDIS,
        VALKEY
    }

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,5})\\.(\\d{1,5})(?:\\.(\\d{1,5}))?.*");

    /** From INFO server; empty if it is missing or unreadable. */
    public static Optional<ServerVersion> of(Map<String, String> info) {
        String valkey = info.get("valkey_version");
        Matcher numbers = NUMBERS.matcher(valkey != null ? valkey : info.getOrDefault("redis_version", ""));
        if (!numbers.matches()) {
            return Optional.empty();
        }
        String patch = numbers.group(3);
        return Optional.of(new ServerVersion(
                valkey != null ? Family.VALKEY : Family.REDIS,
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                patch == null ? 0 : Integer.parseInt(patch)));
    }

    /** Whether the release is at least this one; says nothing about the family. */
    public boolean atLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }

    /** Valkey 8 or later: SETSLOT and its marks are replicated, survive a failover, and a node with an import mark finishes the move by itself. */
    public boolean valkey8() {
        return family == Family.VALKEY && atLeast(8, 0);
    }

    /** Valkey 9 or later: a cluster may have several databases ({@code cluster-databases}). */
    public boolean hasDatabases() {
        return family == Family.VALKEY && atLeast(9, 0);
    }

    @Override
    public String toString() {
        return (family == Family.VALKEY ? "Valkey " : "Redis ") + major + "." + minor + "." + patch;
    }
}
