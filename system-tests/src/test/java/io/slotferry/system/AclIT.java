package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.access.Right;
import io.slotferry.access.Rights;
import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.ServerBinary;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every right of the minimal ACL is needed: the pre-check misses each one, names it with its node and the line that grants it, and changes nothing. */
@ExtendWith(Matrix.class)
class AclIT {

    /** Redis 6.2 has neither ACL DRYRUN nor rights for subcommands that are taken away: there the check tries. */
    static Stream<ServerBinary> servers() {
        List<ServerBinary> servers = new ArrayList<>(Stack.chosenServers());
        RedisServers.all().stream()
                .filter(server -> server.major() == 6 && !servers.contains(server))
                .findFirst()
                .ifPresent(servers::add);
        return servers.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void a_missing_right_is_named_before_anything_changes(ServerBinary server, @TempDir Path folder) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Secured.cluster(server).start()) {
            Secured secured = new Secured(cluster, folder).users();
            stack.worker().stop();
            stack.newWorker(secured.worker());
            LabNode target = cluster.emptyPrimaries().get(0);
            ReshardRequest request = ReshardRequest.to(Secured.NAME, target.address(), "0-9", null);
            Map<String, String> before = Snapshot.of(cluster);

            for (Right right : Rights.ofWorker(Secured.version(server))) {
                secured.user(
                        target,
                        Secured.WORKER,
                        Secured.WORKER_PASSWORD,
                        without(right, secured.acl().worker(false, false)));
                assertNamed(stack.refusal(request), right, target, Secured.WORKER);
            }
            secured.users();
            for (Right right : Rights.ofMigrate()) {
                secured.user(
                        target,
                        Secured.MOVER,
                        Secured.MOVER_PASSWORD,
                        without(right, secured.acl().migrate()));
                assertNamed(stack.refusal(request), right, target, Secured.MOVER);
            }
            secured.user(target, Secured.MOVER, "another", secured.acl().migrate());
            ApplicationFailure locked = stack.refusal(request);

            assertThat(locked.getOriginalMessage())
                    .contains(target.address(), "refuses the user " + Secured.MOVER, "ACL SETUSER " + Secured.MOVER);
            assertThat(Snapshot.of(cluster)).isEqualTo(before);
            secured.users();
            assertThat(stack.run(request).state()).isEqualTo(RunState.SUCCEEDED);
        } finally {
            stack.worker().stop();
        }
    }

    private static void assertNamed(ApplicationFailure failure, Right right, LabNode node, String user) {
        String command = right.grant().split(" ", -1)[0];
        assertThat(failure.getOriginalMessage())
                .as(right.grant())
                .contains(node.address())
                .contains("lacks " + command)
                .contains("ACL SETUSER " + user + " " + command)
                .hasSizeLessThanOrEqualTo(300);
        assertThat(failure.getType()).isEqualTo(FailureTypes.PRECHECK_FAILED);
    }

    private static String without(Right right, String rules) {
        String command = right.grant().split(" ", -1)[0];
        return Stream.of(rules.split(" ", -1))
                .filter(word -> !word.equals(command))
                .collect(Collectors.joining(" "));
    }
}
