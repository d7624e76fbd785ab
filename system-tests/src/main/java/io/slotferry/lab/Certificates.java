package io.slotferry.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate authority made for one test, by the JDK's own keytool, and certificates signed by it. Everything is gone with the folder. */
public final class Certificates {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** The stores hold throwaway keys of a test, in a folder of its own. */
    private static final String STORE_PASS = "lab-store";

    private final Path folder;
    private @Nullable SSLSocketFactory sockets;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    /**
     * One end's certificate with its key, as PEM files.
     *
     * @param cert certificate
     * @param key unencrypted PKCS 8 private key
     */
    public record Pair(Path cert, Path key) {}

    /** An authority, and with it a certificate for servers at the given names and one for clients. */
    public static Certificates make(Path folder, String serverNames) {
        Certificates made = new Certificates(folder);
        made.keytool("-genkeypair", "-alias", "ca", "-dname", "CN=lab authority", "-ext", "bc=ca:true");
        made.export("ca", folder.resolve("ca.pem"));
        made.signed("server", "CN=node", "san=" + serverNames);
        made.signed("client", "CN=slotferry", "eku=clientAuth");
        return made;
    }

    /** What signs everything here. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    public Pair server() {
        return pair("server");
    }

    public Pair client() {
        return pair("client");
    }

    /** Lines of a server's configuration file: this authority, the server's certificate, and nobody without one of this authority. */
    public Map<String, String> serverLines() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("tls-ca-cert-file", quoted(authority()));
        lines.put("tls-cert-file", quoted(server().cert()));
        lines.put("tls-key-file", quoted(server().key()));
        lines.put("tls-auth-clients", "yes");
        return lines;
    }

    private static String quoted(Path path) {
        return "\"" + path + "\"";
    }

    private Pair pair(String name) {
        return new Pair(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
    }

    /** A certificate for servers that was good until a week ago. */
    public Pair expired(String serverNames) {
        signed("expired", "CN=node", "san=" + serverNames, "-startdate", "-9d");
        return pair("expired");
    }

    private void signed(String name, String subject, String extension, String... more) {
        List<String> words = new ArrayList<>(
                List.of("-genkeypair", "-alias", name, "-dname", subject, "-signer", "ca", "-ext", extension));
        words.addAll(List.of(more));
        keytool(words.toArray(String[]::new));
        export(name, folder.resolve(name + ".pem"));
        try {
            PrivateKey key = (PrivateKey) store().getKey(name, STORE_PASS.toCharArray());
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
            Files.writeString(
                    folder.resolve(name + ".key"),
                    "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n",
                    StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException | IOException e) {
            throw new LabException("cannot write the key of " + name, e);
        }
    }

    private void export(String alias, Path file) {
        try {
            Certificate certificate = store().getCertificate(alias);
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException | IOException e) {
            throw new LabException("cannot write " + file, e);
        }
    }

    private void keytool(String... arguments) {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", folder.resolve("store.p12").toString(), "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", STORE_PASS, "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-validity", "2"));
        if (Programs.output(LIMIT, command).isEmpty()) {
            throw new LabException("keytool cannot make a certificate: " + String.join(" ", arguments));
        }
    }

    private KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
            store.load(in, STORE_PASS.toCharArray());
        }
        return store;
    }

    /** For the lab's own clients: trusts the authority alone and shows the client certificate. */
    synchronized SSLSocketFactory socketFactory() {
        if (sockets == null) {
            sockets = context("client").getSocketFactory();
        }
        return sockets;
    }

    /** For a server of the lab's own: shows the server certificate and lets nobody in without one of this authority. */
    SSLServerSocket serverSocket(String... protocols) throws IOException {
        SSLServerSocket socket =
                (SSLServerSocket) context("server").getServerSocketFactory().createServerSocket();
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setNeedClientAuth(true);
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** Trusts the authority alone and shows the certificate of that name. */
    private SSLContext context(String name) {
        try {
            KeyStore whole = store();
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry(
                    name,
                    whole.getKey(name, STORE_PASS.toCharArray()),
                    STORE_PASS.toCharArray(),
                    whole.getCertificateChain(name));
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", whole.getCertificate("ca"));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, STORE_PASS.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new LabException("cannot make a TLS context", e);
        }
    }
}
