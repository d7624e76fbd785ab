package io.slotferry.cli;

import io.slotferry.contract.DiagnoseRequest;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.RepairRequest;
import io.slotferry.contract.ReshardRequest;
import java.util.List;
import java.util.Map;

/** Options as requests, checked before anybody is contacted. */
final class Requests {

    /** Temporal keeps summaries short: 400 bytes. */
    private static final int SUMMARY_MAX = 200;

    private Requests() {}

    static ReshardRequest reshard(Map<String, Object> fields) {
        ReshardRequest request = Json.read(fields, ReshardRequest.class);
        refuse(request.check());
        return request;
    }

    static DiagnoseRequest diagnose(Map<String, Object> fields) {
        DiagnoseRequest request = Json.read(fields, DiagnoseRequest.class);
        refuse(request.check());
        return request;
    }

    static RepairRequest repair(Map<String, Object> fields) {
        RepairRequest request = Json.read(fields, RepairRequest.class);
        refuse(request.check());
        return request;
    }

    static PaceLimits pace(Map<String, Object> fields) {
        if (fields.isEmpty()) {
            throw CliFailure.badInput("nothing to tune; give at least one option, for example --keys-per-second 5000");
        }
        PaceLimits pace = Json.read(fields, PaceLimits.class);
        // The update's input is the pace itself, not a request that has one.
        refuse(pace.check().stream()
                .map(wrong -> wrong.replace("\"pace.", "\""))
                .toList());
        return pace;
    }

    /** One line for Temporal's lists: "prod: 2048 slots to 127.0.0.1:7004". */
    static String summary(ReshardRequest request) {
        String what = request.moves() != null
                ? request.moves().size() + " moves"
                : (request.slots() != null ? "slots " + request.slots() : request.slotCount() + " slots") + " to "
                        + request.to();
        String summary = request.cluster() + ": " + what + (request.dryRuns() ? " (dry run)" : "");
        return summary.length() <= SUMMARY_MAX ? summary : summary.substring(0, SUMMARY_MAX) + "...";
    }

    private static void refuse(List<String> wrong) {
        if (!wrong.isEmpty()) {
            String more = wrong.size() == 1 ? "" : " (and " + (wrong.size() - 1) + " more)";
            throw CliFailure.badInput(wrong.get(0) + more);
        }
    }
}
