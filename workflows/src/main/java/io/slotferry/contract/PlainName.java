package io.slotferry.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of clusters and nodes, as people type them. A URL may hold a password, and names end in workflow ids, summaries and memos: it is refused before, and not repeated. */
final class PlainName {

    private PlainName() {}

    static void cluster(List<String> wrong, @Nullable String name) {
        if (name == null || name.isBlank()) {
            wrong.add("\"cluster\" is missing; give a configured name or host:port of one node");
        } else {
            check(wrong, "cluster", name, "a configured name or host:port");
        }
    }

    /** A node that may be left out. */
    static void node(List<String> wrong, String field, @Nullable String name) {
        if (name != null) {
            check(wrong, field, name, "a node id or host:port");
        }
    }

    private static void check(List<String> wrong, String field, String name, String wanted) {
        if (name.indexOf('/') >= 0 || name.indexOf('@') >= 0) {
            wrong.add("\"" + field + "\" must be " + wanted + ", without a scheme like redis:// and without a user;"
                    + " users and passwords stay in the worker's configuration");
        }
    }
}
