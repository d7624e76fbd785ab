package io.slotferry.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Entry point of every verb but {@code worker}, {@code acl} and {@code demo}, which the launcher starts itself. */
@Command(
        name = "slotferry",
        description = "Moves hash slots of a live Redis or Valkey Cluster as durable Temporal workflows.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        footer = {
            "",
            "Commands of the launcher:",
            "  worker        Serve task queue slotferry: run workflows, talk to the clusters.",
            "  acl           Print the minimal ACL of the users that a worker needs.",
            "  demo          On this machine: a cluster, Temporal, live clients, a reshard,",
            "                  and a worker killed midway.",
            "  bench         On this machine: the same move by the server's own cli, by a",
            "                  bare mover and by Slotferry, side by side.",
            "  chaos         On this machine: random moves under random faults; every",
            "                  acknowledged write is checked.",
            "",
            "Temporal is found through TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE,",
            "TEMPORAL_API_KEY, TEMPORAL_TLS*, TEMPORAL_PROFILE and the profile file of",
            "Temporal's own CLI; default 127.0.0.1:7233, namespace default.",
            "SLOTFERRY_DEBUG=1 shows stack traces.",
            "",
            "Exit codes:",
            "    0  done",
            "    1  failed or cancelled",
            "    2  usage or bad input",
            "    3  refused by a check or a lock",
            "    4  finished with parked slots",
            "    5  cannot reach Temporal, or no worker answers",
            "    6  cannot reach the cluster",
            "    7  diagnose found something",
            "  130  interrupted by Ctrl-C (143 by SIGTERM); the run goes on"
        })
final class Main implements Callable<Integer> {

    /** Columns of the help; the library refuses fewer than 55. */
    private static final int NARROWEST = 55;

    private static final int WIDEST = 120;

    final Shell shell;

    @Option(
            names = "--output",
            scope = ScopeType.INHERIT,
            paramLabel = "text|json",
            description = "text (default), or json: exactly one JSON document on standard output.")
    Output output = Output.text;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    boolean version;

    private Main(Shell shell) {
        this.shell = shell;
    }

    public static void main(String[] args) {
        Shell shell = Shell.ofProcess();
        if (Verbs.among(args) && !List.of(args).contains("--help")) {
            HeadStart.begin(shell);
        }
        LastWord.onSignal(shell, ErrorLine.json(args));
        int code = run(shell, args);
        shell.out().flush();
        shell.err().flush();
        // The client library keeps threads that would hold the process for seconds.
        System.exit(code);
    }

    static int run(Shell shell, String... args) {
        ErrorLine errors = new ErrorLine(shell, args);
        return commandLine(shell, args)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .execute(args);
    }

    /** The whole grammar, or as much of it as the words need. */
    static CommandLine commandLine(Shell shell, String... words) {
        return Verbs.addTo(new CommandLine(new Main(shell)), words)
                // "--moves @file" is ours
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(false)
                .setUsageHelpWidth(
                        Math.max(NARROWEST, Math.min(WIDEST, shell.terminal().columns())))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        shell.terminal().color() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .registerConverter(Long.class, WholeNumber::read)
                .setOut(shell.out())
                .setErr(shell.err());
    }

    @Override
    public Integer call() {
        throw CliFailure.badInput("a command is missing; see ./slotferry --help");
    }
}
