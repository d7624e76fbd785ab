package io.slotferry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** The arrows of docs/ARCHITECTURE.md, built and not promised. */
@AnalyzeClasses(packages = "io.slotferry", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] PURE = {
        "io.slotferry.access..",
        "io.slotferry.topology..",
        "io.slotferry.diagnosis..",
        "io.slotferry.planning..",
        "io.slotferry.slotmove..",
        "io.slotferry.repair..",
        "io.slotferry.pacing.."
    };

    @ArchTest
    static final ArchRule the_contract_stands_alone = noClasses()
            .that()
            .resideInAPackage("io.slotferry.contract..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("io.slotferry..")
                    .and(com.tngtech.archunit.base.DescribedPredicate.not(
                            JavaClass.Predicates.resideInAPackage("io.slotferry.contract.."))))
            .because("a pipeline compiles against it and the Temporal SDK alone");

    @ArchTest
    static final ArchRule decisions_know_no_shell = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.slotferry.workflow..",
                    "io.slotferry.redis..",
                    "io.slotferry.worker..",
                    "io.slotferry.cli..",
                    "io.temporal..",
                    "io.lettuce..",
                    "java.io..",
                    "java.net..",
                    "java.nio.file..",
                    "java.time..");

    @ArchTest
    static final ArchRule only_activities_talk_to_redis = noClasses()
            .that()
            .resideOutsideOfPackages("io.slotferry.redis..", "io.slotferry.lab..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lettuce..");

    @ArchTest
    static final ArchRule workflows_do_not_know_their_shells = noClasses()
            .that()
            .resideInAPackage("io.slotferry.workflow..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.slotferry.redis..", "io.slotferry.worker..", "io.slotferry.cli..");

    @ArchTest
    static final ArchRule the_client_needs_the_contract_only = noClasses()
            .that()
            .resideInAPackage("io.slotferry.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.slotferry.redis..", "io.slotferry.worker..", "io.slotferry.workflow..");

    @ArchTest
    static final ArchRule replay_gives_the_same_commands = classes()
            .that()
            .resideInAnyPackage(
                    "io.slotferry.workflow..",
                    "io.slotferry.access..",
                    "io.slotferry.topology..",
                    "io.slotferry.diagnosis..",
                    "io.slotferry.planning..",
                    "io.slotferry.slotmove..",
                    "io.slotferry.repair..",
                    "io.slotferry.pacing..")
            .should(notCallWhatDiffersFromRunToRun());

    /** Set.of and Map.of iterate in another order in every JVM; clocks, chance and threads differ anyway. */
    private static ArchCondition<JavaClass> notCallWhatDiffersFromRunToRun() {
        return new ArchCondition<>("not call what differs from run to run") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (JavaCall<?> call : item.getMethodCallsFromSelf()) {
                    String called = call.getTargetOwner().getFullName() + "." + call.getName();
                    boolean emptyMap = called.equals("java.util.Map.of")
                            && call.getTarget().getRawParameterTypes().isEmpty();
                    if (FORBIDDEN.contains(called) && !emptyMap) {
                        events.add(SimpleConditionEvent.violated(item, call.getDescription()));
                    }
                }
            }
        };
    }

    private static final List<String> FORBIDDEN = List.of(
            "java.util.Set.of",
            "java.util.Set.copyOf",
            "java.util.Map.of",
            "java.util.Map.copyOf",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.time.Instant.now",
            "java.time.LocalDateTime.now",
            "java.util.UUID.randomUUID",
            "java.lang.Math.random",
            "java.lang.Thread.sleep",
            "java.lang.Thread.start");
}
