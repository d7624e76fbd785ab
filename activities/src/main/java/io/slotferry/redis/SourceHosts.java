package io.slotferry.redis;

import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Node;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Whether a connection on a target may be one of MIGRATE from a given source. Behind an address map the source shows itself to the target under another address than to the worker, so what it announces counts too; an address that nobody is known by may be its, too.
 *
 * @param own addresses the source is known by
 * @param others addresses of the other nodes
 */
record SourceHosts(List<String> own, List<String> others) {

    static SourceHosts of(NodeLink source, ClusterView itsView) {
        List<String> own =
                List.of(plain(source.dialled().host()), plain(itsView.myself().host()));
        List<String> others = itsView.nodes().stream()
                .filter(node -> !node.myself())
                .map(Node::host)
                .map(SourceHosts::plain)
                .filter(host -> !own.contains(host))
                .toList();
        return new SourceHosts(own, others);
    }

    /**
     * @param from the host in CLIENT LIST
     * @param command its last command, in lower case
     */
    boolean mayHaveSent(String from, String command) {
        String host = plain(from);
        boolean moves = command.equals("restore-asking");
        // What has sent nothing complete yet: all of it where the host is the source's, else it is left alone.
        boolean begins = command.equals("null") || command.equals("select") || command.equals("auth");
        return own.contains(host) ? moves || begins : moves && !others.contains(host);
    }

    /** One way to write each address: CLIENT LIST has brackets around IPv6, and people write it in many ways. */
    private static String plain(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.indexOf(':') < 0) {
            return bare.toLowerCase(Locale.ROOT);
        }
        try {
            // A literal: nobody is asked.
            return InetAddress.getByName(bare).getHostAddress();
        } catch (UnknownHostException e) {
            return bare;
        }
    }
}
