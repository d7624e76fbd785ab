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
     */
    public String worker(boolean alsoMigrates) {
        List<Right> rights = new ArrayList<>(Rights.ofWorker(version));
        if (alsoMigrates) {
            rights.addAll(Rights.ofMigrate());
        }
        return rules(rights) + (Rights.hasDryRun(version) ? " +acl|dryrun" : "");
    }

    /** Rules of the user that MIGRATE shows to the target. */
    public String migrate() {
        return rules(Rights.ofMigrate());
    }

    /** {@code on >PASSWORD resetchannels ~* +...}: keys first, then each command once. */
    private static String rules(List<Right> rights) {
        List<String> commands = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>();
        for (Right right : rights) {
            String[] words = right.grant().split(" ", -1);
            if (!commands.contains(words[0])) {
                commands.add(words[0]);
            }
            keys.addAll(List.of(words).subList(1, words.length));
        }
        return "on " + PASSWORD + " resetchannels " + String.join(" ", keys) + " " + String.join(" ", commands);
    }
}
