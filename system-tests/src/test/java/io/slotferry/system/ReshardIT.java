package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.MoveRequest;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotMove;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LiveClients;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The main job on every server there is: slots move under live clients, every write stays, every node agrees; and the inverse brings the map back. */
@ExtendWith(Matrix.class)
class ReshardIT {

    static Stream<ServerBinary> servers() {
        return Stack.everyServer().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void moves_there_and_back_under_live_clients(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(server)
                .primaries(3)
                .replicasPerPrimary(1)
                .emptyPrimaries(1)
                .start()) {
            Keyspace keys = Keyspace.of(10_000, 7);
            keys.load(cluster);
            List<String> before = owners(cluster);
            LabNode target = cluster.emptyPrimaries().get(0);
            try (LiveClients clients =
                    LiveClients.on(cluster).callsPerSecond(300).start()) {
                Report there = stack.run(ReshardRequest.to(cluster.seed(), target.address(), null, 3_000L));

                assertThat(there.state()).as(there.headline()).isEqualTo(RunState.SUCCEEDED);
                assertThat(there.slotsMoved()).isEqualTo(3_000);
                assertThat(slots(cluster, target)).isEqualTo(3_000);
                assertThat(cluster.openMarks()).isEmpty();

                Report back = stack.run(moves(cluster.seed(), there.inverse()));

                assertThat(back.state()).as(back.headline()).isEqualTo(RunState.SUCCEEDED);
                clients.stop();
                Verdict verdict = clients.verify();
                assertThat(verdict.clean()).as(verdict.toString()).isTrue();
            }
            assertThat(keys.readBack(cluster).clean()).isTrue();
            assertThat(owners(cluster)).isEqualTo(before);
            assertThat(cluster.openMarks()).isEmpty();
        }
    }

    static ReshardRequest moves(String cluster, List<SlotMove> moves) {
        List<MoveRequest> asked = moves.stream()
                .map(move -> new MoveRequest(move.slots().toString(), move.from(), move.to()))
                .toList();
        return new ReshardRequest(
                cluster, null, null, null, null, asked, null, null, null, null, null, null, null, null, List.of());
    }

    /** Slots of every primary in every living node's view. */
    private static List<String> owners(LocalCluster cluster) {
        return cluster.nodes().stream()
                .flatMap(node -> cluster.view(node).stream()
                        .filter(line -> line.slots().cardinality() > 0)
                        .map(line -> node.address() + " " + line.id() + " " + line.slots()))
                .sorted()
                .toList();
    }

    private static int slots(LocalCluster cluster, LabNode node) {
        return cluster.view(node).stream()
                .filter(line -> line.id().equals(node.id()))
                .mapToInt(line -> line.slots().cardinality())
                .sum();
    }
}
