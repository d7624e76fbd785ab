package io.slotferry.bench;

import io.slotferry.lab.ServerBinary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Every contestant in turn, round after round, each on a fresh cluster of its own: what disturbs the machine for a while disturbs all of them. */
final class Race {

    private final ServerBinary binary;
    private final List<Contestant> contestants;
    private final int rounds;
    private final int replicas;
    private final Consumer<String> progress;

    Race(ServerBinary binary, List<Contestant> contestants, int rounds, int replicas, Consumer<String> progress) {
        this.binary = binary;
        this.contestants = contestants;
        this.rounds = rounds;
        this.replicas = replicas;
        this.progress = progress;
    }

    /** Results in the order of the contestants. */
    List<Results> run(Workload workload) {
        Map<Contestant, Results> results = new LinkedHashMap<>();
        contestants.forEach(each -> results.put(each, new Results(each.name(), workload)));
        for (int round = 0; round < rounds; round++) {
            List<Contestant> order = new ArrayList<>(contestants);
            // Nobody is always the first after a pause or always behind the same one.
            Collections.rotate(order, round);
            for (Contestant contestant : order) {
                once(workload, contestant, results.get(contestant), round + 1);
            }
        }
        return List.copyOf(results.values());
    }

    private void once(Workload workload, Contestant contestant, Results into, int round) {
        try (Course course = Course.lay(binary, workload, replicas)) {
            Effort effort;
            Histogram latencyUs;
            try (Probe probe = Probe.start(course.source(), workload)) {
                effort = contestant.move(course);
                latencyUs = probe.end();
            }
            course.verify();
            into.add(effort, latencyUs);
            progress.accept(String.format(
                    java.util.Locale.ROOT,
                    "%s, round %d of %d: %s %.2f s",
                    workload,
                    round,
                    rounds,
                    contestant.name(),
                    effort.time().toNanos() / 1e9));
        }
    }
}
