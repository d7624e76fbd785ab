package io.slotferry.redis;

import io.slotferry.contract.MoveRequest;
import io.slotferry.contract.ReshardRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets a request name a node by the address it is reached at: behind an address map that is the one an operator knows. The cluster itself knows only the announced one. */
final class ReachableNames {

    private final ClusterConfig config;

    ReachableNames(ClusterConfig config) {
        this.config = config;
    }

    ReshardRequest announced(ReshardRequest asked) {
        if (config.addresses().isEmpty()) {
            return asked;
        }
        List<String> from = asked.from();
        List<MoveRequest> moves = asked.moves();
        return new ReshardRequest(
                asked.cluster(),
                announced(asked.to()),
                asked.slots(),
                asked.slotCount(),
                from == null ? null : from.stream().map(this::announced).toList(),
                moves == null
                        ? null
                        : moves.stream()
                                .map(move ->
                                        new MoveRequest(move.slots(), announced(move.from()), announced(move.to())))
                                .toList(),
                asked.engine(),
                asked.approval(),
                asked.adopt(),
                asked.dryRun(),
                asked.pace(),
                asked.bigKeys(),
                asked.requestedBy(),
                asked.reason(),
                asked.problems());
    }

    private @Nullable String announced(@Nullable String name) {
        if (name == null || name.indexOf(':') < 0) {
            return name;
        }
        for (Map.Entry<Endpoint, Endpoint> entry : config.addresses().entrySet()) {
            if (entry.getValue().toString().equalsIgnoreCase(name.trim())) {
                return entry.getKey().toString();
            }
        }
        return name;
    }
}
