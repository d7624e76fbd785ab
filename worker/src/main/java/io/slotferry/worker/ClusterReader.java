package io.slotferry.worker;

import io.slotferry.redis.ClusterConfig;
import io.slotferry.redis.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code clusters}. Paths in it start at the directory of the configuration file. */
final class ClusterReader {

    private final Path baseDir;

    ClusterReader(Path baseDir) {
        this.baseDir = baseDir;
    }

    ClusterSettings read(String name, YamlFields clusters) {
        // A name with a colon or a comma would be taken for addresses in a request.
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new ConfigException(
                    clusters.name("*")
                            + " has a name with something else than letters, digits, dot, dash and underscore, or longer than 64");
        }
        YamlFields fields = clusters.required(name);
        refusePassword(fields, "password");
        refusePassword(fields, "migratePassword");
        List<Endpoint> seeds = Addresses.seeds(fields.name("seeds"), fields.texts("seeds"));
        String user = fields.text("user");
        PasswordSource password = source(fields, "password");
        if (user != null && password == null) {
            throw new ConfigException(fields.name("user") + " needs passwordFile or passwordEnv");
        }
        String migrateUser = fields.text("migrateUser");
        PasswordSource migratePassword = source(fields, "migratePassword");
        if (migrateUser != null && migratePassword == null) {
            throw new ConfigException(fields.name("migrateUser") + " needs migratePasswordFile or migratePasswordEnv");
        }
        YamlFields tls = fields.mapping("tls");
        Boolean preferHostnames = fields.has("preferHostnames") ? fields.flag("preferHostnames", false) : null;
        Map<Endpoint, Endpoint> addresses = addresses(fields);
        fields.refuseUnknown();
        return new ClusterSettings(
                name,
                seeds,
                user,
                password,
                migrateUser != null ? migrateUser : user,
                migratePassword,
                tls == null ? null : readTls(tls),
                preferHostnames,
                addresses);
    }

    private static void refusePassword(YamlFields fields, String key) {
        if (fields.hasUnasked(key)) {
            throw new ConfigException(fields.name(key) + " is refused: a password does not belong in this file; use "
                    + key + "File or " + key + "Env");
        }
    }

    private @Nullable PasswordSource source(YamlFields fields, String prefix) {
        Path file = path(fields, prefix + "File");
        String variable = fields.text(prefix + "Env");
        if (file != null && variable != null) {
            throw new ConfigException(
                    fields.name(prefix + "File") + " and " + prefix + "Env exclude each other; give one of them");
        }
        if (file == null && variable == null) {
            return null;
        }
        return new PasswordSource(fields.name(prefix + (file != null ? "File" : "Env")), file, variable);
    }

    private ClusterConfig.Tls readTls(YamlFields tls) {
        Path caFile = readable(tls, "caFile");
        Path certFile = readable(tls, "certFile");
        Path keyFile = readable(tls, "keyFile");
        boolean verifyHost = tls.flag("verifyHost", true);
        tls.refuseUnknown();
        if ((certFile == null) != (keyFile == null)) {
            throw new ConfigException(tls.name(certFile == null ? "keyFile" : "certFile") + " needs "
                    + (certFile == null ? "certFile" : "keyFile") + " as well");
        }
        return new ClusterConfig.Tls(
                checked(caFile, tls.name("caFile"), PemFile::hasCertificate),
                checked(certFile, tls.name("certFile"), PemFile::hasCertificate),
                checked(keyFile, tls.name("keyFile"), PemFile::hasPrivateKey),
                verifyHost);
    }

    private static @Nullable String checked(@Nullable Path file, String key, BiConsumer<String, Path> check) {
        if (file == null) {
            return null;
        }
        check.accept(key, file);
        return file.toString();
    }

    private @Nullable Path readable(YamlFields fields, String key) {
        Path path = path(fields, key);
        if (path != null && !(Files.isRegularFile(path) && Files.isReadable(path))) {
            throw new ConfigException(fields.name(key) + " names the file " + path + ", which cannot be read");
        }
        return path;
    }

    private @Nullable Path path(YamlFields fields, String key) {
        String text = fields.text(key);
        return text == null ? null : baseDir.resolve(text).normalize();
    }

    private static Map<Endpoint, Endpoint> addresses(YamlFields fields) {
        Map<Endpoint, Endpoint> addresses = new LinkedHashMap<>();
        String where = fields.name("addresses");
        fields.textPairs("addresses")
                .forEach((announced, reachable) ->
                        addresses.put(Addresses.one(where, announced), Addresses.one(where, reachable)));
        return addresses;
    }
}
