package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Await;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * How soon the next worker goes on after a kill -9, on runs of about a minute. Too long for every build: {@code mvn verify -Dit.test=TakeoverIT -Dtakeover.rounds=5} kills the worker of {@value #RUNS_AT_ONCE} runs at once, five times.
 */
class TakeoverIT {

    private static final int RUNS_AT_ONCE = 4;
    private static final Duration TAKEOVER_MAX = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Pattern CALLS = Pattern.compile("cmdstat_(?:migrate|cluster\\|setslot):calls=(\\d+)");

    @Test
    void the_first_command_of_the_next_worker_comes_in_time() throws Exception {
        int rounds = Integer.getInteger("takeover.rounds", 0);
        Assumptions.assumeTrue(rounds > 0, "takes minutes; asked for by -Dtakeover.rounds=5");
        for (int round = 0; round < rounds; round++) {
            oneKill(round);
        }
    }

    private static void oneKill(int round) throws Exception {
        Stack stack = Stack.withWorker();
        List<LocalCluster> clusters = new ArrayList<>();
        try {
            List<Keyspace> keys = new ArrayList<>();
            List<WorkflowStub> runs = new ArrayList<>();
            for (int i = 0; i < RUNS_AT_ONCE; i++) {
                LocalCluster cluster = Stack.cluster(Stack.server(i % 2 == 1));
                clusters.add(cluster);
                keys.add(loaded(cluster));
            }
            for (LocalCluster cluster : clusters) {
                runs.add(stack.start(Stack.newId("takeover"), request(cluster)));
            }
            for (WorkflowStub run : runs) {
                Await.until("some slots moved", LIMIT, () -> Stack.progress(run).slotsMoved() > 20 + 30 * (round % 3));
            }
            if (round % 2 == 0) {
                awaitSetSlot(clusters.get(0));
            }

            stack.worker().kill();
            long killedAt = System.nanoTime();
            List<Long> before = clusters.stream().map(TakeoverIT::moving).toList();
            stack.newWorker();

            for (int i = 0; i < RUNS_AT_ONCE; i++) {
                LocalCluster cluster = clusters.get(i);
                long calls = before.get(i);
                Await.until("the next worker's first command", LIMIT, () -> moving(cluster) > calls);
                Duration took = Duration.ofNanos(System.nanoTime() - killedAt);
                System.out.println("takeover: kill " + (round * RUNS_AT_ONCE + i + 1) + " on " + cluster.binary()
                        + " after " + took.toMillis() + " ms");
                assertThat(took).isLessThan(TAKEOVER_MAX);
            }
            for (WorkflowStub run : runs) {
                // What is left would take a minute more and tell nothing new.
                stack.handle(run).tune(Requests.pace(0));
            }
            for (int i = 0; i < RUNS_AT_ONCE; i++) {
                Report report = Stack.result(runs.get(i));
                assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
                assertThat(clusters.get(i).openMarks()).isEmpty();
                assertThat(keys.get(i).readBack(clusters.get(i)).clean()).isTrue();
            }
        } finally {
            clusters.forEach(LocalCluster::close);
        }
    }

    /** Returns in the middle of SETSLOTs. */
    private static void awaitSetSlot(LocalCluster cluster) {
        Await.until("a slot to be open", LIMIT, () -> !cluster.openMarks().isEmpty());
    }

    /** SETSLOT and MIGRATE commands the nodes have seen. */
    private static long moving(LocalCluster cluster) {
        long calls = 0;
        for (LabNode node : cluster.nodes()) {
            Matcher matcher = CALLS.matcher(cluster.ask(node, "INFO", "commandstats"));
            while (matcher.find()) {
                calls += Long.parseLong(matcher.group(1));
            }
        }
        return calls;
    }

    private static ReshardRequest request(LocalCluster cluster) {
        return Requests.paced(
                cluster.seed(), cluster.emptyPrimaries().get(0).address(), null, 1_024L, null, 44, TakeoverIT.class);
    }

    private static Keyspace loaded(LocalCluster cluster) {
        Keyspace keys = Keyspace.of(48_000, 5);
        keys.load(cluster);
        return keys;
    }
}
