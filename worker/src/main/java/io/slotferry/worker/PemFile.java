package io.slotferry.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a file of {@code tls} holds what its key says. What cannot be used shows up at the first connection only, and there it looks like a fault of the node. */
final class PemFile {

    /** A bundle of all public authorities is some 200 KB. */
    private static final long BYTES_MAX = 4 << 20;

    private PemFile() {}

    /** @throws ConfigException with the key, the file and what to do */
    static void hasCertificate(String key, Path file) {
        if (!read(key, file).contains("-----BEGIN CERTIFICATE-----")) {
            throw new ConfigException(
                    key + " names the file " + file + ", which holds no certificate in PEM form (BEGIN CERTIFICATE)");
        }
    }

    /** @throws ConfigException with the key, the file and what to do */
    static void hasPrivateKey(String key, Path file) {
        String text = read(key, file);
        if (text.contains("-----BEGIN PRIVATE KEY-----")) {
            return;
        }
        String what = text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED")
                ? "which is protected by a passphrase, and nobody can type it to a worker"
                : text.contains("PRIVATE KEY-----")
                        ? "which is no PKCS 8 key"
                        : "which holds no private key in PEM form";
        throw new ConfigException(key + " names the file " + file + ", " + what
                + "; convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }

    private static String read(String key, Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new ConfigException(key + " names the file " + file + ", which is larger than 4 MB");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ConfigException(key + " names the file " + file + ", which cannot be read");
        }
    }
}
