package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do with slots that hold a key so big that its MIGRATE would block the source for long.
 *
 * @param policy {@code move} (default), {@code skip} (park the slot before it is opened) or {@code ask} (park it and wait for {@code retryParked})
 * @param stallMsMax a key whose MIGRATE is expected to block the source for longer is big, in milliseconds; 1 to 30000, default 500. A key expected to take more than half the cluster's node timeout is never moved: the source would be failed over
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BigKeys(@Nullable String policy, @Nullable Long stallMsMax) {

    public static final BigKeys DEFAULTS = new BigKeys("move", 500L);

    static BigKeys read(RequestFields fields) {
        return new BigKeys(fields.text("policy"), fields.number("stallMsMax"));
    }

    List<String> check() {
        List<String> wrong = new ArrayList<>();
        if (policy != null && !List.of("move", "skip", "ask").contains(policy)) {
            wrong.add("\"bigKeys.policy\" is \"" + RequestFields.shorten(policy) + "\", but must be move, skip or ask");
        }
        if (stallMsMax != null && (stallMsMax < 1 || stallMsMax > 30_000)) {
            wrong.add("\"bigKeys.stallMsMax\" is " + stallMsMax + ", but must be from 1 to 30000");
        }
        return wrong;
    }
}
