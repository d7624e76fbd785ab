package io.slotferry.redis;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a connection could not be opened, in one sentence for an operator: the library wraps what the server, the JDK or the network said. */
final class WhyNoLink {

    private static final String SILENT = "accepts connections but does not answer";

    /** The same on a connection that stood already: a fork, or a disk that is slow to take the node's own file. */
    static final String LATE = "did not answer within";

    private static final String SCRIPT = "is busy with a script";
    private static final String LOADING = "is still loading its data";

    /** What SELECT answers. */
    private static final String NO_SUCH_DATABASE = "DB index is out of range";

    private static final int CAUSES_MAX = 20;

    private WhyNoLink() {}

    static NodeException of(Endpoint endpoint, ClusterConfig config, Throwable error) {
        String innermost = innermost(error);
        return Refusal.noPermission(innermost)
                // The handshake alone: PING, CLIENT SETNAME, SELECT.
                ? Refusal.of(endpoint, config.credentials().name(), "PING", innermost)
                : new NodeException(sentence(endpoint, config, error), innermost.contains(NO_SUCH_DATABASE));
    }

    /** Whether the node runs and may answer within seconds. */
    static boolean mayPass(@Nullable String sentence) {
        return sentence != null && (busy(sentence) || sentence.contains(SCRIPT) || sentence.contains(LOADING));
    }

    /** Whether the sentence tells of a node that runs and says nothing. */
    static boolean busy(String sentence) {
        return sentence.contains(SILENT) || sentence.contains(LATE);
    }

    /** A server that cannot persist, or has lost its primary, refuses PING as if it were a write, and answers whatever else is asked of it. */
    static boolean onlyPingRefused(Throwable error) {
        return onlyPingRefused(innermost(error));
    }

    static boolean onlyPingRefused(String text) {
        return text.startsWith("MISCONF") || text.startsWith("MASTERDOWN");
    }

    private static String innermost(Throwable error) {
        Throwable inner = error;
        for (int i = 0; i < CAUSES_MAX && inner.getCause() != null; i++) {
            inner = inner.getCause();
        }
        return String.valueOf(inner.getMessage());
    }

    static String sentence(Endpoint endpoint, ClusterConfig config, Throwable error) {
        List<String> texts = new ArrayList<>();
        boolean certificate = false;
        for (Throwable at = error; at != null && texts.size() < CAUSES_MAX; at = at.getCause()) {
            texts.add(at.getClass().getSimpleName() + ": " + at.getMessage());
            certificate |= at instanceof CertificateException;
        }
        String all = String.join("\n", texts).toUpperCase(Locale.ROOT);
        if (all.contains("WRONGPASS") || all.contains("INVALID USERNAME-PASSWORD")) {
            return endpoint + " refuses the configured user and password";
        }
        if (all.contains("WITHOUT ANY PASSWORD CONFIGURED")) {
            return endpoint + " has no password, and the cluster's configuration gives one";
        }
        if (all.contains(NO_SUCH_DATABASE.toUpperCase(Locale.ROOT))) {
            return endpoint
                    + " has fewer databases than the other nodes: raise cluster-databases in its configuration and restart it";
        }
        if (all.contains("NOAUTH")) {
            return endpoint + " wants a password; "
                    + (config.name().indexOf(':') < 0
                            ? "give cluster " + config.name()
                                    + " a user and a passwordFile in the worker's configuration"
                            : "name a configured cluster instead of its address");
        }
        if (all.contains("CONNECTION REFUSED")) {
            return endpoint + " refuses connections: no server seems to run there";
        }
        if (all.contains("LOADING")) {
            return endpoint + " " + LOADING;
        }
        if (all.contains("BUSY RUNNING A SCRIPT") || all.contains("SCRIPT KILL") || all.contains("FUNCTION KILL")) {
            return endpoint + " " + SCRIPT + "; do not restart it";
        }
        if (all.contains("MAX NUMBER OF CLIENTS") || all.contains("MAX NUMBER OF CLUSTER CONNECTIONS")) {
            return endpoint + " has as many clients as its maxclients allows";
        }
        if (all.contains("UNKNOWNHOST") || all.contains("UNRESOLVEDADDRESS")) {
            return "the host name of " + endpoint + " cannot be resolved";
        }
        ClusterConfig.Tls tls = config.tls();
        return tls == null ? plain(endpoint, all) : tls(endpoint, tls.caFile(), all, certificate);
    }

    private static String plain(Endpoint endpoint, String all) {
        return closed(all)
                ? endpoint
                        + " closes the connection at once; if it speaks TLS only, the cluster's configuration needs tls"
                : silent(endpoint, all);
    }

    private static String tls(Endpoint endpoint, @Nullable String caFile, String all, boolean certificate) {
        if (all.contains(CertificateExpiredException.class.getSimpleName().toUpperCase(Locale.ROOT))) {
            return "the certificate of " + endpoint + " has expired; renew it, or the authority's, and load it there";
        }
        if (all.contains(CertificateNotYetValidException.class.getSimpleName().toUpperCase(Locale.ROOT))) {
            return "the certificate of " + endpoint + " is not valid yet; compare its dates and this machine's clock";
        }
        if (all.contains("PKIX") || all.contains("SELF-SIGNED") || all.contains("SELF SIGNED")) {
            return "the certificate of " + endpoint + " is not signed by an authority that "
                    + (caFile == null ? "the worker's JDK knows; set tls.caFile" : "tls.caFile names");
        }
        if (all.contains("SUBJECT ALTERNATIVE") || all.contains("NO NAME MATCHING")) {
            return "the certificate of " + endpoint + " is not for the name " + endpoint.host()
                    + "; reach it by a name in the certificate, or set tls.verifyHost: false";
        }
        if (certificate) {
            return "TLS with " + endpoint
                    + " failed; check that tls.caFile, tls.certFile and tls.keyFile hold what they should";
        }
        if (all.contains("NOTSSLRECORD") || all.contains("NOT AN SSL/TLS RECORD")) {
            return endpoint + " does not speak TLS; name its TLS port or take tls out of the cluster's configuration";
        }
        if (closed(all) || all.contains("ALERT") || all.contains("CERTIFICATE")) {
            return endpoint + " ends the TLS handshake; if it wants a client certificate, set tls.certFile and"
                    + " tls.keyFile to one of an authority that it trusts";
        }
        return all.contains("SSL")
                ? "TLS with " + endpoint + " failed; check the cluster's tls settings"
                : silent(endpoint, all);
    }

    private static boolean closed(String all) {
        return all.contains("CLOSED") || all.contains("RESET");
    }

    private static String silent(Endpoint endpoint, String all) {
        String within = " within " + Links.CONNECT_MAX.toSeconds() + " s";
        return endpoint
                + (all.contains("INITIALIZATION TIMED OUT")
                        ? " " + SILENT + within + ": it hangs, is paused (CLIENT PAUSE) or runs a long command"
                        : " cannot be reached" + within);
    }
}
