package io.slotferry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Entry point of every verb but {@code worker} and {@code demo}, which the launcher starts itself. */
@Command(
        name = "slotferry",
        description = "Moves hash slots of a live Redis or Valkey Cluster as durable Temporal workflows.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        subcommands = {
            PlanCommand.class,
            ReshardCommand.class,
            DiagnoseCommand.class,
            StatusCommand.class,
            WatchCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            TuneCommand.class,
            FinishEarlyCommand.class,
            CancelCommand.class,
            RollbackCommand.class,
            ApproveCommand.class,
            ReportCommand.class
        },
        footer = {
            "",
            "Commands of the launcher:",
            "  worker        Serve task queue slotferry: run workflows, talk to the clusters.",
            "  demo          On this machine: a cluster, Temporal, live clients, a reshard,",
            "                  and a worker killed midway.",
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
            "  130  interrupted; the run goes on"
        })
final class Main implements Callable<Integer> {

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
        int code = run(shell, args);
        shell.out().flush();
        shell.err().flush();
        // The client library keeps threads that would hold the process for seconds.
        System.exit(code);
    }

    static int run(Shell shell, String... args) {
        ErrorLine errors = new ErrorLine(shell, args);
        return new CommandLine(new Main(shell))
                // "--moves @file" is ours
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(false)
                .setUsageHelpWidth(Math.max(80, Math.min(120, shell.terminal().columns())))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        shell.terminal().color() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setOut(shell.out())
                .setErr(shell.err())
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .execute(args);
    }

    @Override
    public Integer call() {
        throw CliFailure.badInput("a command is missing; see ./slotferry --help");
    }
}
