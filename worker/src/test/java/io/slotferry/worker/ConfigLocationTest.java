package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLocationTest {

    @TempDir
    private Path dir;

    private ConfigFiles files;

    @BeforeEach
    void givenADirectory() {
        files = new ConfigFiles(dir);
    }

    @Test
    void withoutAnyFileThereIsNone() {
        assertThat(ConfigLocation.find(null, files.surroundings(Map.of()))).isNull();
    }

    @Test
    void eachPlaceWinsOverTheOnesAfterIt() {
        Path option = files.write("option.yaml", "");
        Path variable = files.write("variable.yaml", "");
        Map<String, String> env = Map.of("SLOTFERRY_CONFIG", "variable.yaml");

        Path home = files.write("home/.config/slotferry/slotferry.yaml", "");
        assertThat(ConfigLocation.find(null, files.surroundings(Map.of()))).isEqualTo(home);
        Path workDir = files.write("slotferry.yaml", "");
        assertThat(ConfigLocation.find(null, files.surroundings(Map.of()))).isEqualTo(workDir);
        assertThat(ConfigLocation.find(null, files.surroundings(env))).isEqualTo(variable);
        assertThat(ConfigLocation.find("option.yaml", files.surroundings(env))).isEqualTo(option);
    }

    @Test
    void aBlankVariableIsAnUnsetOne() {
        assertThat(ConfigLocation.find(null, files.surroundings(Map.of("SLOTFERRY_CONFIG", " "))))
                .isNull();
    }

    @Test
    void aNamedFileMustBeThere() {
        assertThatThrownBy(() -> ConfigLocation.find("nix", files.surroundings(Map.of())))
                .hasMessage("--config names the file " + dir + "/nix, which is not there or not a file");
        assertThatThrownBy(() -> ConfigLocation.find(null, files.surroundings(Map.of("SLOTFERRY_CONFIG", "nix"))))
                .hasMessage("SLOTFERRY_CONFIG names the file " + dir + "/nix, which is not there or not a file");
    }
}
