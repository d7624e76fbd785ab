package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code moves}, as a plan prints it.
 *
 * @param slots ranges, for example {@code "0-99,105"}
 * @param from optional: the owner the plan was made for; if it is another one now the plan is stale and refused
 * @param to node id, unambiguous prefix of at least 8 characters, or host:port
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MoveRequest(@Nullable String slots, @Nullable String from, @Nullable String to) {

    static MoveRequest read(RequestFields fields) {
        return new MoveRequest(fields.text("slots"), fields.text("from"), fields.text("to"));
    }
}
