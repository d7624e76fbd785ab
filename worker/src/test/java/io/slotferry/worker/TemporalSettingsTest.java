package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slotferry.workflow.Stepped;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporalSettingsTest {

    @TempDir
    private Path dir;

    private ConfigFiles files;

    @BeforeEach
    void givenADirectory() {
        files = new ConfigFiles(dir);
    }

    @Test
    void defaultsAreTheLocalServer() {
        TemporalSettings settings = load(Map.of());

        assertThat(settings.address()).isEqualTo("127.0.0.1:7233");
        assertThat(settings.namespace()).isEqualTo("default");
    }

    @Test
    void variablesWinOverTheProfile() {
        files.write("temporal.toml", "[profile.default]\naddress = \"file:1\"\nnamespace = \"of-file\"\n");

        TemporalSettings settings = load(Map.of("TEMPORAL_ADDRESS", "variable:2"));

        assertThat(settings.address()).isEqualTo("variable:2");
        assertThat(settings.namespace()).isEqualTo("of-file");
        assertThat(settings.clientOptions("me").getNamespace()).isEqualTo("of-file");
        assertThat(settings.stubsOptions().getTarget()).isEqualTo("variable:2");
    }

    @Test
    void theWorkerReadsWhatANewerOneWrote() {
        DataConverter converter = load(Map.of()).clientOptions("me").getDataConverter();
        Payload newer = Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .setData(ByteString.copyFromUtf8("{\"done\":\"609\",\"addedLater\":1}"))
                .build();

        Stepped read = converter.fromPayload(newer, Stepped.class, Stepped.class);

        assertThat(read.done()).hasToString("609");
    }

    @Test
    void anApiKeyTurnsOnTls() {
        assertThat(load(Map.of("TEMPORAL_API_KEY", "k")).stubsOptions().getEnableHttps())
                .isTrue();
    }

    @Test
    void aWrongSettingIsASentence() {
        assertThatThrownBy(() -> load(Map.of("TEMPORAL_PROFILE", "nix")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("Temporal settings: ")
                .hasMessageContaining("nix");
        assertThatThrownBy(() -> load(Map.of("TEMPORAL_TLS_CLIENT_CERT_PATH", "/nix/cert.pem")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Temporal settings: the file /nix/cert.pem is not there");
    }

    @Test
    void aBrokenProfileFileIsNotQuoted() {
        files.write("temporal.toml", "[profile.default]\napi_key = \"" + ConfigFiles.SECRET + "\nx");

        assertThatThrownBy(() -> load(Map.of())).hasMessage("Temporal's profile file is not valid TOML");
    }

    private TemporalSettings load(Map<String, String> env) {
        Map<String, String> all = new HashMap<>(env);
        all.putIfAbsent("TEMPORAL_CONFIG_FILE", dir.resolve("temporal.toml").toString());
        return TemporalSettings.load(files.surroundings(all));
    }
}
