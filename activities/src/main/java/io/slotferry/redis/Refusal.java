package io.slotferry.redis;

import io.slotferry.diagnosis.Silence;
import io.slotferry.topology.MissingRight;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's refusal in words for an operator: who lacks a right is told the line that grants it. */
final class Refusal {

    /** Redis 6.2 and later name the command, with its subcommand, in quotes. */
    private static final Pattern COMMAND = Pattern.compile("the '([A-Za-z-]+(?:\\|[A-Za-z-]+)?)' command");

    /** What the line alone does not tell: there may be more to grant, and on other nodes. */
    static final String GRANT =
            "grant that right (./slotferry acl prints all that are needed), then start the repair again";

    /** A command that was given another name, or none. */
    private static final String UNKNOWN_COMMAND = "ERR UNKNOWN COMMAND";

    private Refusal() {}

    /** What is wrong when this node answers a command with this error. */
    static NodeException of(Endpoint endpoint, String user, String command, String error) {
        if (noPermission(error)) {
            return new NodeException(endpoint, new MissingRight(user, "+" + right(command, error)));
        }
        // Not a subcommand: these an older server does not have.
        return new NodeException(
                error.toUpperCase(Locale.ROOT).startsWith(UNKNOWN_COMMAND)
                        ? endpoint + " " + Silence.HAS_NO_COMMAND + command.split(" ", 2)[0]
                                + "; give it its name back there (rename-command) and restart it"
                        : endpoint + " answers " + command + " with: " + error);
    }

    static boolean noPermission(String error) {
        return error.toUpperCase(Locale.ROOT).startsWith("NOPERM");
    }

    private static String right(String command, String error) {
        Matcher named = COMMAND.matcher(error);
        String sent = command.replace(' ', '|').toLowerCase(Locale.ROOT);
        String refused = named.find() ? named.group(1).toLowerCase(Locale.ROOT) : sent;
        // Redis 6.2 names the command without its subcommand.
        return sent.startsWith(refused + "|") ? sent : refused;
    }
}
