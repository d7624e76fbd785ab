package io.slotferry.topology;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the node that an operator's word means. */
final class NodeNames {

    private static final int PREFIX_MIN = 8;
    private static final int NAMES_SHOWN = 4;

    private final ClusterTopology topology;

    NodeNames(ClusterTopology topology) {
        this.topology = topology;
    }

    Resolution resolve(String typed) {
        String name = typed.trim();
        Optional<Node> exact = topology.node(name.toLowerCase(Locale.ROOT)).or(() -> topology.node(name));
        if (exact.isPresent()) {
            return primary(name, exact.get());
        }
        if (name.contains(":")) {
            List<Node> there = living(matching(node -> isAt(node, name) || wasAskedAt(node, name)));
            return there.size() > 1 ? ambiguous(name, there) : only(name, there);
        }
        if (!name.matches("[0-9a-fA-F]+")) {
            return refused(Sentence.quote(name) + " is neither a node id nor host:port");
        }
        if (name.length() < PREFIX_MIN) {
            return refused(Sentence.quote(name) + " is too short for a node id; give at least " + PREFIX_MIN
                    + " characters or host:port");
        }
        List<Node> there = matching(node -> node.id().startsWith(name.toLowerCase(Locale.ROOT)));
        return there.size() > 1 ? ambiguous(name, there) : only(name, there);
    }

    /** Whether the node announces this address, {@code host:port} or {@code hostname:port}. */
    static boolean isAt(Node node, String address) {
        String plain = bracketed(address);
        return node.address().equalsIgnoreCase(plain)
                || (node.hostname() != null && (node.hostname() + ":" + node.port()).equalsIgnoreCase(plain));
    }

    private static String bracketed(String address) {
        int colon = address.lastIndexOf(':');
        boolean bare = colon > 0 && address.indexOf(':') < colon && !address.startsWith("[");
        return bare ? "[" + address.substring(0, colon) + "]" + address.substring(colon) : address;
    }

    private boolean wasAskedAt(Node node, String address) {
        return topology.answered(node.id())
                && topology.observation(node.id())
                        .filter(o -> bracketed(o.address()).equalsIgnoreCase(bracketed(address)))
                        .isPresent();
    }

    private List<Node> matching(Predicate<Node> wanted) {
        return topology.nodes().stream().filter(wanted).toList();
    }

    /** An address outlives the nodes at it: where several ids had it, the one that answers is meant, then one that has not failed. */
    private List<Node> living(List<Node> all) {
        List<Node> answering =
                all.stream().filter(node -> topology.answered(node.id())).toList();
        List<Node> alive = all.stream().filter(node -> !node.has(NodeFlag.FAIL)).toList();
        return all.size() <= 1 ? all : !answering.isEmpty() ? answering : !alive.isEmpty() ? alive : all;
    }

    private Resolution only(String name, List<Node> nodes) {
        return nodes.isEmpty()
                ? refused(Sentence.quote(name) + " is no node of this cluster")
                : primary(name, nodes.get(0));
    }

    private Resolution primary(String name, Node node) {
        if (node.primary()) {
            return Resolution.of(node, null);
        }
        Optional<Node> primary = topology.findPrimaryOf(node);
        if (primary.isPresent()) {
            return Resolution.of(
                    primary.get(),
                    node.address() + " is a replica of " + primary.get().address() + "; the primary is meant");
        }
        return refused(Sentence.quote(name)
                + (node.replica() ? " is a replica of a node that nobody knows" : " has no role in this cluster yet"));
    }

    private Resolution ambiguous(String name, List<Node> nodes) {
        return Resolution.refused(Sentence.quote(name) + " fits several nodes: "
                + Sentence.list(nodes.stream().map(Node::label).toList(), NAMES_SHOWN)
                + "; give more characters of the id");
    }

    private Resolution refused(String what) {
        List<String> known = topology.primaries().stream().map(Node::label).toList();
        return Resolution.refused(what
                + (known.isEmpty()
                        ? "; no primary is known"
                        : "; the primaries are " + Sentence.list(known, NAMES_SHOWN)));
    }
}
