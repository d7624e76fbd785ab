package io.slotferry.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off whoever might still send a late command (I11). The server never refuses a late SETSLOT NODE, so a late one must not exist: a takeover first kills the connections of the ones before it. They never reconnect.
 *
 * <p>Names are {@code slotferry:<run>:<kind>:<process>}; kind is {@code c} or {@code c<number>} for SETSLOT steps, {@code w<number>} for the drain of a wave, {@code look} for connections that change nothing.
 */
final class Fence {

    private static final Logger LOG = LoggerFactory.getLogger(Fence.class);
    private static final long TIMEOUT_MS = 2_000;
    static final String LOOK = "look";

    /** Kind of the connections for SETSLOT steps; further ones to the same node carry a number. */
    static final String CONTROL = "c";

    private Fence() {}

    static String name(String run, String kind, String process) {
        // The end of it: Temporal's run ids begin with a clock, and those of the same minute are alike.
        return "slotferry:" + run.substring(Math.max(0, run.length() - 12)) + ":" + kind + ":" + process;
    }

    /** On a fresh connection for SETSLOT steps: ends every other one, and everything of other runs. One run mutates a cluster at a time, so these are leftovers. */
    static void cutOffOthers(NodeLink fresh, String ownName) {
        String[] own = ownName.split(":", -1);
        kill(fresh, client -> {
            String[] parts = client.name.split(":", -1);
            boolean changes = parts.length == 4 && parts[0].equals("slotferry") && !parts[2].equals(LOOK);
            boolean otherRun = changes && !parts[1].equals(own[1]);
            boolean sameKind = changes && parts[2].equals(own[2]);
            return changes && (otherRun || sameKind);
        });
    }

    /** Before a wave whose last step has an unknown outcome is taken over: ends the wave's drains and all SETSLOT connections. */
    static void cutOffWave(NodeLink fresh, String ownName) {
        String[] own = ownName.split(":", -1);
        kill(fresh, client -> {
            String[] parts = client.name.split(":", -1);
            boolean changes = parts.length == 4 && parts[0].equals("slotferry") && !parts[2].equals(LOOK);
            return changes && (!parts[1].equals(own[1]) || parts[2].startsWith(CONTROL) || parts[2].equals(own[2]));
        });
    }

    /** Before a MIGRATE is repeated after IOERR: a source's old connection to the target may still hold bytes of the first try (E2). */
    static void cutOffMigrate(NodeLink target, SourceHosts source) {
        kill(target, client -> client.name.isEmpty() && source.mayHaveSent(client.from, client.command));
    }

    private static void kill(NodeLink link, java.util.function.Predicate<Client> chosen) {
        Reply self = link.call(TIMEOUT_MS, "CLIENT", "ID");
        Reply list = link.call(TIMEOUT_MS, "CLIENT", "LIST");
        if (self.failed() || list.failed()) {
            throw new NodeException(link.endpoint() + " does not let us see its clients: "
                    + (self.failed() ? self.text() : list.text()));
        }
        List<Request> kills = new ArrayList<>();
        for (String line : list.text().split("\n")) {
            Client client = Client.parse(line);
            if (client.id != self.number() && chosen.test(client)) {
                kills.add(Request.of("CLIENT", "KILL", "ID", client.id));
                LOG.info("cutting off {} on {}", client.name.isEmpty() ? client.command : client.name, link.endpoint());
            }
        }
        link.pipeline(kills, TIMEOUT_MS);
    }

    private record Client(long id, String name, String command, String from) {

        static Client parse(String line) {
            long id = -1;
            String name = "";
            String command = "";
            String from = "";
            for (String field : line.trim().split(" ")) {
                if (field.startsWith("id=")) {
                    id = Long.parseLong(field.substring(3));
                } else if (field.startsWith("name=")) {
                    name = field.substring(5);
                } else if (field.startsWith("addr=")) {
                    from = field.substring(5, Math.max(5, field.lastIndexOf(':')));
                } else if (field.startsWith("cmd=")) {
                    command = field.substring(4).toLowerCase(Locale.ROOT);
                }
            }
            return new Client(id, name, command, from);
        }
    }
}
