package io.slotferry.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the servers of this machine: {@code SLOTFERRY_SERVERS} (a folder with {@code <name>/bin/<redis|valkey>-server}, as {@code scripts/get-servers} makes it), then PATH, then the one embedded in a Maven artifact. Two of the same version count once.
 */
public final class RedisServers {

    private static final Pattern VERSION = Pattern.compile("(Redis|Valkey) server v=(\\d+\\.\\d+\\.\\d+)");
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(10);
    private static final List<String> KINDS = List.of("redis", "valkey");

    private RedisServers() {}

    /** There is no server of the name that was asked for. */
    public static final class Unknown extends LabException {
        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message);
        }
    }

    /** Every server found, at least 6.2; may be empty on a machine for which nothing is at hand. */
    public static List<ServerBinary> all() {
        Map<String, ServerBinary> found = new LinkedHashMap<>();
        String folder = System.getenv("SLOTFERRY_SERVERS");
        if (folder != null && !folder.isBlank()) {
            inFolder(Path.of(folder)).forEach(server -> add(found, server));
        }
        for (String kind : KINDS) {
            Programs.onPath(kind + "-server")
                    .flatMap(server -> inspect(null, server))
                    .ifPresent(server -> add(found, server));
        }
        EmbeddedRedis.extract().flatMap(server -> inspect(null, server)).ifPresent(server -> add(found, server));
        return List.copyOf(found.values());
    }

    /** The server to use when it does not matter: on PATH, else the first of {@link #all()}. */
    public static ServerBinary any() {
        for (String kind : KINDS) {
            Optional<ServerBinary> onPath = Programs.onPath(kind + "-server").flatMap(server -> inspect(null, server));
            if (onPath.isPresent()) {
                return onPath.get();
            }
        }
        return all().stream()
                .findFirst()
                .orElseThrow(() -> new LabException("no Redis or Valkey server runs here; install redis-server or"
                        + " valkey-server, or run scripts/get-servers and set SLOTFERRY_SERVERS"));
    }

    /** The server of that name, for example {@code valkey-8.1}; {@code scripts/get-servers}' default folder is searched too. */
    public static ServerBinary named(String name) {
        List<ServerBinary> servers = new ArrayList<>(all());
        servers.addAll(inFolder(CacheFolder.servers()));
        return servers.stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Unknown("no server \"" + name + "\" here; there are "
                        + servers.stream().map(ServerBinary::name).distinct().toList()));
    }

    private static void add(Map<String, ServerBinary> found, ServerBinary server) {
        found.putIfAbsent((server.valkey() ? "valkey " : "redis ") + server.version(), server);
    }

    private static List<ServerBinary> inFolder(Path folder) {
        List<ServerBinary> found = new ArrayList<>();
        try (Stream<Path> names = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
            for (Path name : names.sorted().toList()) {
                for (String kind : KINDS) {
                    Path server = name.resolve("bin").resolve(kind + "-server");
                    inspect(name.getFileName().toString(), server).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new LabException("cannot list " + folder, e);
        }
        return found;
    }

    private static Optional<ServerBinary> inspect(@Nullable String name, Path server) {
        if (!Files.isExecutable(server)) {
            return Optional.empty();
        }
        String said = Programs.output(VERSION_LIMIT, List.of(server.toString(), "--version"))
                .orElse("");
        Matcher matcher = VERSION.matcher(said);
        if (!matcher.find()) {
            return Optional.empty();
        }
        boolean valkey = matcher.group(1).equals("Valkey");
        String version = matcher.group(2);
        String short2 = version.substring(0, version.lastIndexOf('.'));
        Path cli = server.resolveSibling(server.getFileName().toString().replace("-server", "-cli"));
        ServerBinary binary = new ServerBinary(
                name != null ? name : (valkey ? "valkey-" : "redis-") + short2,
                server,
                Files.isExecutable(cli) ? cli : null,
                version,
                valkey);
        boolean supported = binary.major() > 6 || (binary.major() == 6 && binary.minor() >= 2);
        return supported ? Optional.of(binary) : Optional.empty();
    }
}
