package io.slotferry.cli;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who and why, for the audit trail, and the name of the run. */
final class AuditOptions {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /** Longest piece of a cluster's name in a workflow id, in characters. */
    private static final int CLUSTER_MAX = 60;

    @Option(names = "--requested-by", paramLabel = "WHO", description = "Who asks; default $USER.")
    @Nullable
    String requestedBy;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
    @Nullable
    String reason;

    @Option(
            names = "--workflow-id",
            paramLabel = "ID",
            description = "Name of the run; default made of the command, the cluster and the time.")
    @Nullable
    String workflowId;

    void addTo(Map<String, Object> fields, Shell shell) {
        Fields.put(fields, "requestedBy", requestedBy != null || shell.user().isEmpty() ? requestedBy : shell.user());
        Fields.put(fields, "reason", reason);
    }

    /** The name given, or one that a person recognises in a list, for example {@code reshard-prod-20260131-235959}. */
    String workflowId(String verb, String cluster) {
        if (workflowId != null) {
            return workflowId;
        }
        String name = cluster.replaceAll("[^A-Za-z0-9._-]+", "-");
        String shortName = name.length() <= CLUSTER_MAX ? name : name.substring(0, CLUSTER_MAX);
        String stamped = verb + "-" + shortName + "-"
                + LocalDateTime.now(ZoneId.systemDefault()).format(STAMP);
        // Two reshards of one cluster in one second are a mistake; two that only look are not.
        return verb.equals("reshard") || verb.equals("repair")
                ? stamped
                : stamped + "-" + ProcessHandle.current().pid();
    }
}
