package io.slotferry.access;

import io.slotferry.topology.ServerVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The smallest ACL that a move needs, in the words of one server version. Passwords are placeholders. */
public final class MinimalAcl {

    private static final String PASSWORD = ">PASSWORD";

    private final ServerVersion version;

    public MinimalAcl(ServerVersion version) {
        this.version = version;
    }

    /**
     * Rules of the user that the worker logs in with.
     *
     * @param alsoMigrates whether MIGRATE shows the same user to the target
     * @param repairs whether it may also repair
     */
    public String worker(boolean alsoMigrates, boolean repairs) {
        List<String> grants = grants(Rights.ofWorker(version));
        if (alsoMigrates) {
            grants.addAll(grants(Rights.ofMigrate()));
        }
        if (repairs) {
            grants.addAll(Rights.ofRepair());
        }
        if (Rights.hasNativeMigrations(version)) {
            grants.addAll(grants(Rights.ofNative()));
        }
        if (Rights.hasDryRun(version)) {
            grants.add("+acl|dryrun");
        }
        return rules(grants);
    }

    /** Rules of the user that MIGRATE shows to the target. */
    public String migrate() {
        return rules(grants(Rights.ofMigrate()));
    }

    private static List<String> grants(List<Right> rights) {
        return new ArrayList<>(rights.stream().map(Right::grant).toList());
    }

    /** {@code on >PASSWORD resetchannels ~* +...}: keys first, then each command once. */
    private static String rules(List<String> grants) {
        List<String> commands = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>();
        for (String grant : grants) {
            String[] words = grant.split(" ", -1);
            if (!commands.contains(words[0])) {
                commands.add(words[0]);
            }
            keys.addAll(List.of(words).subList(1, words.length));
        }
        return "on " + PASSWORD + " resetchannels " + String.join(" ", keys) + " " + String.join(" ", commands);
    }
}
