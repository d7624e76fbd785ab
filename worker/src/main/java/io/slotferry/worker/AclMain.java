package io.slotferry.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotferry.access.MinimalAcl;
import io.slotferry.redis.SeedVersion;
import io.slotferry.topology.ServerVersion;
import io.slotferry.topology.ServerVersion.Family;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./slotferry acl}: prints the smallest ACL that a move needs. Runs where the worker's configuration is, because that names the users; needs no Temporal.
 *
 * <p>Exit codes: 0 printed, 2 wrong usage or configuration, 6 the cluster does not tell its version.
 */
@Command(
        name = "slotferry acl",
        description = "Prints the minimal ACL of Slotferry's user and of the user that MIGRATE shows to the target.",
        footer = {
            "",
            "The commands go to standard output, hints to standard error. Run them on every node,",
            "replicas too: ACLs are not replicated. Exit codes: 0 printed, 2 usage or configuration,",
            "6 the cluster does not tell its version."
        })
public final class AclMain implements Callable<Integer> {

    private static final Pattern SERVER =
            Pattern.compile("(?:(redis|valkey)-)?(\\d{1,3})\\.(\\d{1,3})(?:\\.\\d{1,3})?");

    private final Surroundings surroundings;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "Configured name or host:port: its users, its version.")
    private @Nullable String cluster;

    @Option(
            names = "--server",
            paramLabel = "VERSION",
            description = "For example 7.0, redis-6.2 or valkey-9.1, instead of asking the cluster.")
    private @Nullable String server;

    @Option(names = "--user", paramLabel = "NAME", description = "Default: the configured user, else slotferry.")
    private @Nullable String user;

    @Option(
            names = "--migrate-user",
            paramLabel = "NAME",
            description = "User for AUTH2. Default: the configured migrateUser, else the same user.")
    private @Nullable String migrateUser;

    @Option(names = "--repair", description = "With what ./slotferry repair may need as well.")
    private boolean repair;

    @Option(names = "--aclfile", description = "Print lines of an ACL file instead of commands.")
    private boolean aclFile;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "text (default), or json: one document with the users and their rules.")
    private Output output = Output.text;

    @Option(names = "--config", paramLabel = "FILE", description = "The worker's configuration file.")
    private @Nullable String config;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    /** As typed. */
    enum Output {
        text,
        json
    }

    AclMain(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public static void main(String[] args) {
        int code = commandLine(new AclMain(Surroundings.ofThisProcess())).execute(args);
        System.out.flush();
        // Threads of the Redis client would hold the process.
        Runtime.getRuntime().halt(code);
    }

    static CommandLine commandLine(AclMain main) {
        return AclErrors.handle(new CommandLine(main).setCaseInsensitiveEnumValuesAllowed(true));
    }

    @Override
    public Integer call() {
        if (cluster == null && server == null) {
            throw new ConfigException("give --cluster, or --server with a version, for example --server 7.0");
        }
        WorkerConfig loaded = ConfigReader.load(config, surroundings);
        ConfiguredClusters clusters = clusters(loaded);
        ClusterSettings settings = cluster == null ? null : loaded.clusters().get(cluster.trim());
        ServerVersion version =
                server != null ? version(server) : SeedVersion.of(clusters.find(String.valueOf(cluster)));
        refuseTooOld(version);
        String worker =
                user != null ? user : settings != null && settings.user() != null ? settings.user() : "slotferry";
        String mover = migrateUser != null
                ? migrateUser
                : settings != null && settings.migrateUser() != null ? settings.migrateUser() : worker;
        print(new MinimalAcl(version), version, worker, mover);
        return 0;
    }

    /** The file that counts is the one that this command reads, whatever a worker elsewhere has. A mistyped name is refused with --server too: it would print the default user. */
    private ConfiguredClusters clusters(WorkerConfig loaded) {
        boolean named = cluster != null && cluster.indexOf(':') < 0;
        if (named && loaded.file() == null) {
            throw new ConfigException("no cluster is configured, because acl finds no configuration file; name it with"
                    + " --config or " + ConfigLocation.VARIABLE + ", or give host:port of one node");
        }
        ConfiguredClusters clusters =
                new ConfiguredClusters(loaded, surroundings, "in " + loaded.file() + ", which acl reads");
        if (named) {
            clusters.find(cluster);
        }
        return clusters;
    }

    /** What is older has no ACL, or none that Slotferry could work with: lines for it would look as if it could. */
    private static void refuseTooOld(ServerVersion version) {
        boolean valkey = version.family() == Family.VALKEY;
        if (!(valkey ? version.atLeast(7, 2) : version.atLeast(6, 2))) {
            throw new ConfigException(version + " is too old for Slotferry, which needs at least "
                    + (valkey ? "Valkey 7.2" : "Redis 6.2"));
        }
    }

    private void print(MinimalAcl acl, ServerVersion version, String worker, String mover) {
        CommandLine line = java.util.Objects.requireNonNull(spec).commandLine();
        PrintWriter out = line.getOut();
        boolean same = worker.equals(mover);
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put(worker, acl.worker(same, repair));
        if (!same) {
            rules.put(mover, acl.migrate());
        }
        if (output == Output.json) {
            out.println(json(version, rules));
            out.flush();
            return;
        }
        rules.forEach((name, granted) -> out.println(line(name, granted)));
        out.flush();
        line.getErr()
                .println("For " + version
                        + ". Put the password in place of PASSWORD and run this on every node, replicas"
                        + " too; then ACL SAVE where there is an ACL file, else CONFIG REWRITE.");
        line.getErr().flush();
    }

    private static String json(ServerVersion version, Map<String, String> rules) {
        List<Map<String, String>> users = rules.entrySet().stream()
                .map(user -> Map.of("name", user.getKey(), "rules", user.getValue()))
                .toList();
        return new ObjectMapper()
                .valueToTree(Map.of("server", version.toString(), "users", users))
                .toString();
    }

    private String line(String name, String rules) {
        return aclFile ? "user " + name + " " + rules : "ACL SETUSER " + name + " reset " + rules;
    }

    private static ServerVersion version(String text) {
        Matcher named = SERVER.matcher(text.trim());
        if (!named.matches()) {
            throw new ConfigException("--server must be a version such as 7.0, redis-6.2 or valkey-9.1");
        }
        return new ServerVersion(
                "valkey".equals(named.group(1)) ? Family.VALKEY : Family.REDIS,
                Integer.parseInt(named.group(2)),
                Integer.parseInt(named.group(3)),
                0);
    }
}
