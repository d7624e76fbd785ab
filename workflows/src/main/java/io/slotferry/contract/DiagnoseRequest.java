package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON object that starts a {@code Diagnose}. It never changes anything, so {@code dryRun} is accepted and means nothing more.
 *
 * @param cluster a name from the worker's configuration, or {@code host:port[,host:port...]}
 * @param dryRun accepted for symmetry
 * @param requestedBy who asks
 * @param reason why
 * @param problems what was wrong with the JSON this was read from; never written
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DiagnoseRequest(
        @Nullable String cluster,
        @Nullable Boolean dryRun,
        @Nullable String requestedBy,
        @Nullable String reason,
        @JsonIgnore List<String> problems) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static DiagnoseRequest fromJson(@Nullable JsonNode node) {
        RequestFields fields = RequestFields.of(node);
        return new DiagnoseRequest(
                fields.text("cluster"),
                fields.flag("dryRun"),
                fields.text("requestedBy"),
                fields.text("reason"),
                fields.problems());
    }

    /** Everything wrong with the request, one sentence each; empty if it is fine. */
    public List<String> check() {
        List<String> wrong = new ArrayList<>(problems);
        if (wrong.isEmpty()) {
            PlainName.cluster(wrong, cluster);
        }
        return wrong;
    }
}
