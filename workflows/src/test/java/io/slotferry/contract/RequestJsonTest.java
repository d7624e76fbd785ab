package io.slotferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestJsonTest {

    private static List<String> problems(String json) {
        List<String> problems = Wire.read(json, ReshardRequest.class).check();
        assertThat(problems).allSatisfy(sentence -> assertThat(sentence)
                .hasSizeBetween(10, 300)
                .doesNotContain("io.slotferry", "java.", "com.fasterxml", "Exception", "ReshardRequest", "\n"));
        return problems;
    }

    @Test
    void aFullRequestKeepsEveryField() {
        String json = Wire.golden("reshard-request");

        ReshardRequest request = Wire.read(json, ReshardRequest.class);

        assertThat(request.check()).isEmpty();
        assertThat(request.slotCount()).isEqualTo(1000);
        assertThat(request.from()).containsExactly("127.0.0.1:7001", "a0000002");
        assertThat(request.adopts()).isTrue();
        assertThat(request.wantsApproval()).isTrue();
        assertThat(request.dryRuns()).isFalse();
        assertThat(Wire.write(request)).isEqualTo(Wire.tree(json));
    }

    @Test
    void movesKeepEveryField() {
        String json = Wire.golden("reshard-request-moves");

        ReshardRequest request = Wire.read(json, ReshardRequest.class);

        assertThat(request.check()).isEmpty();
        assertThat(request.moves())
                .containsExactly(
                        new MoveRequest("0-99,105", "a0000001", "127.0.0.1:7004"),
                        new MoveRequest("200", null, "127.0.0.1:7004"));
        assertThat(Wire.write(request)).isEqualTo(Wire.tree(json));
    }

    @Test
    void whatIsLeftOutStaysOut() {
        ReshardRequest request = ReshardRequest.to("prod", "a:1", "0-5", null);

        assertThat(Wire.write(request)).isEqualTo(Wire.tree("{\"cluster\":\"prod\",\"to\":\"a:1\",\"slots\":\"0-5\"}"));
        assertThat(Wire.read(Wire.write(request).toString(), ReshardRequest.class))
                .isEqualTo(request);
    }

    @Test
    void aPlanIsTakenBackAsMoves() {
        SlotMove move = new SlotMove(SlotSet.parse("0-99,105"), "a".repeat(40), "b".repeat(40));

        ReshardRequest request =
                Wire.read("{\"cluster\":\"c\",\"moves\":[" + Wire.write(move) + "]}", ReshardRequest.class);

        assertThat(request.check()).isEmpty();
        assertThat(request.moves()).containsExactly(new MoveRequest("0-99,105", "a".repeat(40), "b".repeat(40)));
    }

    @Test
    void aSingleSourceNeedsNoList() {
        assertThat(Wire.read(
                                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slotCount\":1,\"from\":\"b:1\"}",
                                ReshardRequest.class)
                        .from())
                .containsExactly("b:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"slotcount\":5}|\"slotcount\"|slotCount",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"problems\":[]}|\"problems\"|cluster",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"pace\":{\"keysPerSec\":5}}|\"pace.keysPerSec\"|keysPerSecond",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"bigKeys\":{\"limit\":5}}|\"bigKeys.limit\"|policy",
                "{\"cluster\":\"c\",\"moves\":[{\"slots\":\"0\",\"too\":\"a:1\"}]}|\"moves[0].too\"|from",
            })
    void anUnknownFieldIsNamedTogetherWithTheKnownOnes(String json, String unknown, String known) {
        assertThat(problems(json)).singleElement().asString().contains("unknown field " + unknown, known);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"cluster\":7}|\"cluster\" must be a string, but is the number 7",
                "{\"cluster\":\"c\",\"to\":[\"a\"]}|\"to\" must be a string, but is a list",
                "{\"cluster\":\"c\",\"slots\":5}|\"slots\" must be a string, but is the number 5",
                "{\"cluster\":\"c\",\"slotCount\":\"5\"}|\"slotCount\" must be a whole number, but is the string \"5\"",
                "{\"cluster\":\"c\",\"slotCount\":1.5}|\"slotCount\" must be a whole number, but is the number 1.5",
                "{\"cluster\":\"c\",\"slotCount\":99999999999999999999}|\"slotCount\" must be a whole number",
                "{\"cluster\":\"c\",\"dryRun\":\"yes\"}|\"dryRun\" must be true or false, but is the string \"yes\"",
                "{\"cluster\":\"c\",\"adopt\":1}|\"adopt\" must be true or false, but is the number 1",
                "{\"cluster\":\"c\",\"from\":{}}|\"from\" must be a list of strings, but is an object",
                "{\"cluster\":\"c\",\"from\":[1]}|\"from\" must be a list of strings, but is the number 1",
                "{\"cluster\":\"c\",\"moves\":{}}|\"moves\" must be a list of objects, but is an object",
                "{\"cluster\":\"c\",\"moves\":[5]}|\"moves[0]\" must be one JSON object, but is the number 5",
                "{\"cluster\":\"c\",\"moves\":[{\"slots\":true}]}|\"moves[0].slots\" must be a string, but is true",
                "{\"cluster\":\"c\",\"pace\":5}|\"pace\" must be one JSON object, but is the number 5",
                "{\"cluster\":\"c\",\"pace\":{\"lanesMax\":\"8\"}}|\"pace.lanesMax\" must be a whole number",
                "{\"cluster\":\"c\",\"bigKeys\":[]}|\"bigKeys\" must be one JSON object, but is a list",
            })
    void aWrongTypeIsASentence(String json, String sentence) {
        assertThat(problems(json)).singleElement().asString().startsWith(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"cluster\":\"c\"}]", "\"prod\"", "5", "true", "1.5"})
    void anythingButAnObjectIsASentence(String json) {
        assertThat(problems(json))
                .singleElement()
                .asString()
                .startsWith("the request must be one JSON object, but is ");
    }

    @Test
    void noInputIsASentence() {
        ReshardRequest request = Wire.read("null", ReshardRequest.class);

        assertThat(request == null ? ReshardRequest.fromJson(null).check() : request.check())
                .containsExactly("the request must be one JSON object, but is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|\"cluster\" is missing",
                "{\"cluster\":\" \",\"to\":\"a:1\",\"slots\":\"0\"}|\"cluster\" is missing",
                "{\"cluster\":\"c\",\"slots\":\"0\"}|\"to\" is missing",
                "{\"cluster\":\"c\",\"to\":\"a:1\"}|\"slots\" or \"slotCount\" is missing",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"slotCount\":1}|\"slots\" and \"slotCount\" exclude each other",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"from\":[\"b:1\"]}|\"from\" goes with slotCount",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"16384\"}|\"slots\": slot 16384 does not exist",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"5-3\"}|\"slots\": range 5-3 runs backwards",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"x\"}|\"slots\": \"x\" is not a slot",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\" , \"}|\"slots\" names no slots",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slotCount\":0}|\"slotCount\" is 0",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slotCount\":16385}|\"slotCount\" is 16385",
                "{\"cluster\":\"c\",\"moves\":[]}|\"moves\" is empty",
                "{\"cluster\":\"c\",\"to\":\"t\",\"slotCount\":1,\"from\":[]}|\"from\" is empty",
                "{\"cluster\":\"c\",\"moves\":[{\"slots\":\"0\",\"to\":\"a:1\"}],\"to\":\"a:1\"}|\"moves\" stands alone",
                "{\"cluster\":\"c\",\"moves\":[{\"to\":\"a:1\"}]}|\"moves[0].slots\" is missing",
                "{\"cluster\":\"c\",\"moves\":[{\"slots\":\"0\"}]}|\"moves[0].to\" is missing",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"engine\":\"fast\"}|\"engine\" is \"fast\"",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"engine\":\"atomic\",\"pace\":{\"keysPerSecond\":9}}|\"pace.keysPerSecond\" goes with engine keywise",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"pace\":{\"lanesMax\":65}}|\"pace.lanesMax\" is 65",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"pace\":{\"openMsMax\":49}}|\"pace.openMsMax\" is 49",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"bigKeys\":{\"policy\":\"no\"}}|\"bigKeys.policy\" is \"no\"",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"bigKeys\":{\"stallMsMax\":0}}|\"bigKeys.stallMsMax\" is 0",
            })
    void whatMakesNoSenseIsASentence(String json, String sentence) {
        assertThat(problems(json).get(0)).startsWith(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"%s\":1}",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"%s\"}",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"dryRun\":\"%s\"}",
                "\"%s\"",
            })
    void longInputGivesShortSentences(String json) {
        assertThat(problems(String.format(json, "x".repeat(5000)))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"engine\":\"%s\"}",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slots\":\"0\",\"bigKeys\":{\"policy\":\"%s\"}}",
            })
    void longWordsGiveShortSentences(String json) {
        assertThat(problems(String.format(json, "x".repeat(5000)))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"cluster\":\"redis://admin:s3cret@h:6379\",\"to\":\"a:1\",\"slots\":\"0\"}|\"cluster\" must be",
                "{\"cluster\":\"admin:s3cret@h:6379\",\"to\":\"a:1\",\"slots\":\"0\"}|\"cluster\" must be",
                "{\"cluster\":\"h:6379/s3cret\",\"to\":\"a:1\",\"slots\":\"0\"}|\"cluster\" must be",
                "{\"cluster\":\"c\",\"to\":\"redis://:s3cret@h:6379\",\"slots\":\"0\"}|\"to\" must be",
                "{\"cluster\":\"c\",\"to\":\"a:1\",\"slotCount\":1,\"from\":[\"b:1\",\"x:s3cret@h:1\"]}|\"from\" must be",
                "{\"cluster\":\"c\",\"moves\":[{\"slots\":\"0\",\"to\":\"x:s3cret@h:1\"}]}|\"moves[0].to\" must be",
                "{\"cluster\":\"c\",\"moves\":[{\"slots\":\"0\",\"from\":\"x:s3cret@h:1\",\"to\":\"a:1\"}]}|\"moves[0].from\" must be",
            })
    void aUrlIsRefusedWithoutRepeatingThePasswordInIt(String json, String sentence) {
        assertThat(problems(json))
                .singleElement()
                .asString()
                .startsWith(sentence)
                .doesNotContain("s3cret");
    }

    @Test
    void aUrlIsNoClusterOfARepairOrADiagnosisEither() {
        String json = "{\"cluster\":\"redis://admin:s3cret@h:6379\"}";

        List<List<String>> wrong = List.of(
                Wire.read(json, RepairRequest.class).check(),
                Wire.read(json, DiagnoseRequest.class).check());

        assertThat(wrong).allSatisfy(sentences -> assertThat(sentences)
                .singleElement()
                .asString()
                .startsWith("\"cluster\" must be")
                .doesNotContain("s3cret"));
    }

    @Test
    void allProblemsOfTheJsonAreToldAtOnce() {
        assertThat(problems("{\"cluster\":1,\"too\":2,\"dryRun\":3}")).hasSize(3);
    }

    @Test
    void diagnoseIsReadInTheSameWay() {
        DiagnoseRequest request = Wire.read("{\"cluster\":\"c\",\"reason\":\"why\"}", DiagnoseRequest.class);

        assertThat(request.check()).isEmpty();
        assertThat(Wire.write(request)).isEqualTo(Wire.tree("{\"cluster\":\"c\",\"reason\":\"why\"}"));
        assertThat(Wire.read("{\"cluster\":\"c\",\"slots\":\"0\"}", DiagnoseRequest.class)
                        .check())
                .singleElement()
                .asString()
                .contains("unknown field \"slots\"");
        assertThat(Wire.read("{}", DiagnoseRequest.class).check())
                .singleElement()
                .asString()
                .contains("\"cluster\"");
        assertThat(Wire.read("[]", DiagnoseRequest.class).check())
                .singleElement()
                .asString()
                .contains("a list");
    }

    @Test
    void tuneIsReadInTheSameWayAndKeepsWhatItLeavesOut() {
        PaceLimits tuned = Wire.read("{\"keysPerSecond\":5000}", PaceLimits.class);

        assertThat(tuned.check()).isEmpty();
        assertThat(Wire.write(tuned)).isEqualTo(Wire.tree("{\"keysPerSecond\":5000}"));
        assertThat(tuned.over(new PaceLimits(1L, 2L, 3L, 60L, 4L, 5L, List.of())))
                .isEqualTo(new PaceLimits(1L, 2L, 3L, 60L, 5000L, 5L, List.of()));
        assertThat(Wire.read("{\"keysPerSecnd\":1}", PaceLimits.class).check())
                .singleElement()
                .asString()
                .contains("keysPerSecnd");
        assertThat(Wire.read("{\"keysPerSecond\":-1}", PaceLimits.class).check())
                .singleElement()
                .asString()
                .contains("from 0 to 10000000");
    }

    @Test
    void theDefaultsAreWithinTheLimits() {
        assertThat(PaceLimits.DEFAULTS.check()).isEmpty();
        assertThat(BigKeys.DEFAULTS.check()).isEmpty();
    }
}
