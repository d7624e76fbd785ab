package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the library cannot read is told at the start, with the key and the file. */
class PemFileTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-----BEGIN RSA PRIVATE KEY-----|is no PKCS 8 key",
                "-----BEGIN EC PRIVATE KEY-----|is no PKCS 8 key",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----|passphrase",
                "-----BEGIN CERTIFICATE-----|no private key"
            })
    void a_key_in_another_form_is_named_with_the_command_that_converts_it(String content, String words)
            throws IOException {
        Path file = Files.writeString(folder.resolve("key.pem"), content);

        assertThatThrownBy(() -> PemFile.hasPrivateKey("clusters.p.tls.keyFile", file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("clusters.p.tls.keyFile names the file " + file)
                .hasMessageContaining(words)
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void a_bundle_with_texts_between_is_fine() throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), "# ours\r\n-----BEGIN CERTIFICATE-----\r\n");

        assertThatCode(() -> PemFile.hasCertificate("caFile", file)).doesNotThrowAnyException();
    }
}
