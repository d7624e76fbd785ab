package io.slotferry.diagnosis;

import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.MissingRight;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why a node does not answer us. A server that says why it does not serve us runs: nobody should start it, and one in a script would lose what that has written.
 *
 * @param why what it does instead, after its name in a sentence
 * @param wayOut what a person does about it, as a sentence; empty where nothing is known of it but that it is silent
 * @param forUsOnly whether it serves others: that harms no client
 */
public record Silence(String why, String wayOut, boolean forUsOnly) {

    /** What a node with a renamed command says, before the command. */
    public static final String HAS_NO_COMMAND = "runs, but has no command ";

    private static final int WHY_MAX = 140;

    /** What stands between us and a node that serves others: the last is the worker's map of addresses. */
    private static final List<String> FOR_US_ONLY = List.of("password", "certificate", "TLS", "\"addresses\"");

    /** Nobody knows. */
    static final Silence UNKNOWN = new Silence("nobody asked it", "", false);

    /** Of a node that did not answer; empty if nobody asked it. */
    public static Optional<Silence> of(ClusterTopology topology, Node node) {
        // Who was asked there was the other one.
        Optional<Silence> twin = topology.nodes().stream()
                .filter(other -> !other.id().equals(node.id())
                        && other.port() != 0
                        && other.address().equals(node.address())
                        && topology.answered(other.id()))
                .findFirst()
                .map(other -> new Silence(
                        "it announces the address of " + other.label(),
                        "Give each its own with CONFIG SET cluster-announce-port and cluster-announce-ip",
                        false));
        return topology.observation(node.id()).map(Silence::of).or(() -> twin);
    }

    /** @param observation of a node that did not answer */
    public static Silence of(NodeObservation observation) {
        if (!observation.missingRights().isEmpty()) {
            MissingRight right = observation.missingRights().get(0);
            return new Silence(
                    "does not let us look: user " + right.user() + " lacks " + right.grant(),
                    "Run there: ACL SETUSER " + right.user() + " " + right.grant(),
                    true);
        }
        // The address is in the sentence already.
        String error = String.valueOf(observation.error())
                .replaceFirst("^" + Pattern.quote(observation.address()) + ":? ", "");
        if (error.startsWith(HAS_NO_COMMAND)) {
            return new Silence(
                    error.replaceFirst(";.*", ""),
                    "Give that command its name back on " + observation.address() + " (rename-command) and restart it",
                    true);
        }
        String known = wayOut(error, observation.address());
        int semicolon = error.indexOf("; ");
        boolean tells = known.isEmpty() && semicolon > 0;
        String why = (tells ? error.substring(0, semicolon) : error)
                .replaceFirst("^the certificate of \\S+", "does not prove to us who it is: its certificate");
        return new Silence(
                why.length() <= WHY_MAX ? why : why.substring(0, WHY_MAX) + "...",
                tells ? capital(error.substring(semicolon + 2)) : known,
                FOR_US_ONLY.stream().anyMatch(error::contains));
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String wayOut(String error, String address) {
        if (error.contains("busy with a script")) {
            return "Wait until the script ends; SCRIPT KILL (or FUNCTION KILL) ends one that has written nothing";
        }
        if (error.contains("maxclients")) {
            return "Close idle clients or raise it: CONFIG SET maxclients on " + address;
        }
        if (error.contains("accepts connections")) {
            return "Look at its log and SLOWLOG and wait, or send CLIENT UNPAUSE; restart it only if it hangs";
        }
        if (error.contains("loading its data")) {
            return "Wait until it has loaded its data; INFO persistence there says how far it is";
        }
        if (error.contains("password")) {
            return "Give the worker's configuration of this cluster the user and the password of " + address;
        }
        return "";
    }
}
