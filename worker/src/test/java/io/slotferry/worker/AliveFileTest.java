package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AliveFileTest {

    @TempDir
    Path folder;

    @Test
    void theFileIsMadeMadeYoungAgainAndRemoved() throws IOException {
        Path file = folder.resolve("alive");
        try (AliveFile alive = AliveFile.of(with(Map.of(AliveFile.VARIABLE, "alive")))) {
            assertThat(file).doesNotExist();

            alive.touch();
            Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
            alive.touch();

            assertThat(Files.getLastModifiedTime(file).toInstant())
                    .isAfter(Instant.now().minusSeconds(60));
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void withoutTheVariableThereIsNone() throws IOException {
        try (AliveFile alive = AliveFile.of(with(Map.of()))) {
            alive.touch();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileThatCannotBeMadeEndsNothing() {
        try (AliveFile alive = AliveFile.of(with(Map.of(AliveFile.VARIABLE, "no/such/folder/alive")))) {
            alive.touch();
        }
        assertThat(folder).isEmptyDirectory();
    }

    private Surroundings with(Map<String, String> env) {
        return new Surroundings(env, folder, folder);
    }
}
