package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The verb repair: shows, asks, does, and says what is left. */
@ExtendWith(FakeTemporal.Extension.class)
class RepairTest {

    private final FakeTemporal temporal;

    RepairTest(FakeTemporal temporal) {
        this.temporal = temporal;
    }

    @Test
    void aDryRunShowsEveryRowAndWhatNeedsConsent() {
        temporal.cli("repair", "--cluster", "prod", "--dry-run")
                .exits(0)
                .prints("609: b holds keys of it", "1. move the rest", "only with --consent " + FakeRepair.CONSENT);
    }

    @Test
    void asCommandsPrintsAScriptAndNothingElse() {
        CliRun run =
                temporal.cli("repair", "--cluster", "prod", "--as-commands").exits(0);

        assertThat(run.out()).isEqualTo("# slot 609\nredis-cli -p 1 PING\n");
    }

    @Test
    void itAsksAndThenRepairs() {
        CliRun.answering(temporal.env(), "y", "repair", "--cluster", "prod")
                .exits(4)
                .prints("repairs:", "Repaired 2 slots")
                .complains("Repair 1 slot? [y/N]");
    }

    @Test
    void whoeverSaysNoChangesNothing() {
        CliRun run = CliRun.answering(temporal.env(), "n", "repair", "--cluster", "prod")
                .exits(1)
                .complains("nothing was changed");
        assertThat(run.out()).doesNotContain("Repaired");
    }

    @Test
    void whereAllNeedsConsentNobodyIsAsked() {
        CliRun.answering(temporal.env(), "y", "repair", "--cluster", "prod", "--reason", "held")
                .exits(4)
                .complains("nothing can be done without your consent");
    }

    @Test
    void aHealthyClusterIsDone() {
        CliRun.answering(temporal.env(), "y", "repair", "--cluster", "prod", "--reason", "healthy")
                .exits(0)
                .complains("there is nothing to repair");
    }

    @Test
    void withConsentAllIsDone() {
        var json = temporal.cli(
                        "repair", "--cluster", "prod", "--yes", "--consent", FakeRepair.CONSENT, "--output", "json")
                .exits(0)
                .json();
        assertThat(json.at("/state").textValue()).isEqualTo("SUCCEEDED");
        assertThat(json.at("/repairs/1/consent").textValue()).isEqualTo(FakeRepair.CONSENT);
    }

    @Test
    void aScriptHasToSayYesAndSlotsHaveToBeSlots() {
        temporal.cli("repair", "--cluster", "prod").exits(2).complains("give --yes");
        temporal.cli("repair", "--cluster", "prod", "--slots", "9-1", "--yes")
                .exits(2)
                .complains("runs backwards");
        temporal.cli("repair", "--yes").exits(2).complains("\"cluster\" is missing");
    }
}
