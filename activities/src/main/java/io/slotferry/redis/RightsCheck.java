package io.slotferry.redis;

import io.slotferry.access.Right;
import io.slotferry.access.Rights;
import io.slotferry.topology.MissingRight;
import io.slotferry.topology.ServerVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the configured users may not do on one node, command by command: asked with ACL DRYRUN where the server has it and the user may, else tried in a form that changes nothing. */
final class RightsCheck {

    private static final long TIMEOUT_MS = 3_000;

    /** Where the version cannot be read: what every server from 6.2 on has. */
    static final ServerVersion OLDEST = new ServerVersion(ServerVersion.Family.REDIS, 6, 2, 0);

    private final ClusterConfig config;
    private final Links links;

    RightsCheck(ClusterConfig config, Links links) {
        this.config = config;
        this.links = links;
    }

    /**
     * @param link logged in as the worker's user
     * @param announced the node's address, for a connection of MIGRATE's user
     */
    List<MissingRight> at(NodeLink link, Endpoint announced, ServerVersion version) {
        List<Right> rights = new ArrayList<>(Rights.ofWorker(version));
        boolean sameUser = config.migrateCredentials().equals(config.credentials());
        if (sameUser) {
            rights.addAll(Rights.ofMigrate());
        }
        List<MissingRight> missing = new ArrayList<>(missing(link, link.user(), rights, version));
        if (!sameUser) {
            missing.addAll(ofMigrate(announced));
        }
        return missing;
    }

    static List<MissingRight> missing(NodeLink link, String user, List<Right> all, ServerVersion version) {
        boolean asks = Rights.hasDryRun(version)
                && link.call(TIMEOUT_MS, "ACL", "DRYRUN", user, "PING").ok();
        List<Right> rights =
                all.stream().filter(right -> asks || !right.onlyAsked()).toList();
        List<Request> requests = new ArrayList<>();
        for (Right right : rights) {
            Request request = asks ? Request.of("ACL", "DRYRUN", user) : Request.of();
            right.harmless().forEach(request::add);
            requests.add(request);
        }
        List<Reply> replies = link.pipeline(requests, TIMEOUT_MS);
        List<MissingRight> missing = new ArrayList<>();
        for (int i = 0; i < rights.size(); i++) {
            // DRYRUN says no with a sentence, and with an error only where it does not know the command.
            boolean may =
                    asks ? replies.get(i).failed() || replies.get(i).text().equals("OK") : !refused(replies.get(i));
            if (!may) {
                missing.add(new MissingRight(user, rights.get(i).grant()));
            }
        }
        return missing;
    }

    /** On a connection of its own that changes users: so the password is checked as well. */
    private List<MissingRight> ofMigrate(Endpoint announced) {
        String user = config.migrateCredentials().name();
        try (NodeLink link = links.open(config, announced, Fence.name("none", Fence.LOOK, "auth2"), 0)) {
            if (!logsIn(link)) {
                return List.of(new MissingRight(user, MissingRight.LOGIN));
            }
            // Tried, not asked: this user has no right to ask, and needs none.
            return missing(link, user, Rights.ofMigrate(), OLDEST);
        }
    }

    /** Whether MIGRATE's user gets in there; also true where none is configured. */
    boolean letsMigrateIn(Endpoint announced) {
        if (config.migrateCredentials().password() == null) {
            return true;
        }
        try (NodeLink link = links.open(config, announced, Fence.name("none", Fence.LOOK, "auth2"), 0)) {
            return logsIn(link);
        }
    }

    private boolean logsIn(NodeLink link) {
        Credentials credentials = config.migrateCredentials();
        Request login = Request.of("AUTH", credentials.name(), String.valueOf(credentials.password()));
        return !link.pipeline(List.of(login), TIMEOUT_MS).get(0).failed();
    }

    private static boolean refused(Reply reply) {
        return reply.failed() && reply.text().toUpperCase(Locale.ROOT).startsWith("NOPERM");
    }
}
