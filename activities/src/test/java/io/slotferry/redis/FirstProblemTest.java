package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstProblemTest {

    private static final Endpoint NODE = new Endpoint("10.0.0.1", 6379);

    private final FirstProblem problem = new FirstProblem();

    @Test
    void a_missing_right_is_named_with_its_user_and_its_node_and_no_further_try_helps() {
        problem.refused(
                NODE, "default", 100, "NOPERM User default has no permissions to run the 'cluster|setslot' command");

        assertThat(problem.sentence())
                .isEqualTo("User default lacks +cluster|setslot on 10.0.0.1:6379; run there: ACL SETUSER default"
                        + " +cluster|setslot");
        assertThat(problem.remedy()).contains("./slotferry acl");
    }

    @Test
    void another_refusal_may_pass() {
        problem.refused(NODE, "default", 100, "NOREPLICAS Not enough good replicas to write.");

        assertThat(problem.sentence())
                .isEqualTo("10.0.0.1:6379 answers SETSLOT 100 with: NOREPLICAS Not enough good replicas to write.");
        assertThat(problem.remedy()).isEmpty();
    }

    @Test
    void only_the_first_one_counts() {
        problem.late(NODE);
        problem.refused(NODE, "default", 100, "NOPERM");

        assertThat(problem.sentence()).contains("takes too long");
        assertThat(problem.remedy()).isEmpty();
    }
}
