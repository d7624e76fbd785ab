package io.slotferry.worker;

import io.grpc.StatusRuntimeException;
import io.slotferry.contract.TaskQueues;
import io.temporal.client.WorkflowClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./slotferry worker}: serves task queue {@code slotferry} until SIGTERM or SIGINT.
 *
 * <p>Exit codes: 0 stopped when asked, 1 failed while running, 2 wrong usage or configuration, 5 cannot reach Temporal.
 */
@Command(
        name = "slotferry worker",
        description = "Serves Slotferry's workflows and activities until it is told to stop.",
        footer = {
            "",
            "Temporal is found as the temporal command finds it: TEMPORAL_ADDRESS (default",
            "127.0.0.1:7233), TEMPORAL_NAMESPACE, TLS, API key, profile file.",
            "SLOTFERRY_LOG sets the log level (default INFO).",
            "Exit codes: 0 stopped when asked, 1 failed, 2 usage or configuration,",
            "5 cannot reach Temporal."
        })
public final class WorkerMain implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);
    private static final int EXIT_OK = 0;
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_NO_TEMPORAL = 5;
    private static final int CONNECT_TIMEOUT_S_MAX = 86_400;
    private static final Duration RESTART_PAUSE = Duration.ofMillis(500);

    private final Surroundings surroundings;
    private final StopRequest stop;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Clusters and limits; default: SLOTFERRY_CONFIG, ./slotferry.yaml or"
                    + " ~/.config/slotferry/slotferry.yaml, whichever is there first.")
    private @Nullable String config;

    @Option(names = "--check", description = "Check the configuration and exit: 0 fine, 2 wrong.")
    private boolean check;

    @Option(
            names = "--connect-timeout-s",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to try to reach Temporal at the start; 0 to 86400, default ${DEFAULT-VALUE}.")
    private int connectTimeoutS;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    WorkerMain(Surroundings surroundings, StopRequest stop) {
        this.surroundings = surroundings;
        this.stop = stop;
    }

    public static void main(String[] args) {
        StopRequest stop = new StopRequest();
        StopSignals.route(stop);
        int code = EXIT_FAILED;
        try {
            code = commandLine(new WorkerMain(Surroundings.ofThisProcess(), stop))
                    .execute(args);
        } finally {
            // Halting, not exiting: threads of libraries outlive us, and after an OutOfMemoryError an exit may hang. A
            // process that no longer works must not go on looking alive.
            System.out.flush();
            System.err.flush();
            Runtime.getRuntime().halt(code);
        }
    }

    static CommandLine commandLine(WorkerMain main) {
        CommandLine line = new CommandLine(main);
        line.setParameterExceptionHandler((thrown, args) -> {
            PrintWriter err = thrown.getCommandLine().getErr();
            err.println("slotferry worker: " + Sentences.oneLine(thrown.getMessage()) + " (see --help)");
            return EXIT_USAGE;
        });
        line.setExecutionExceptionHandler((thrown, executed, parsed) -> main.refuse(executed, thrown));
        return line;
    }

    @Override
    public Integer call() {
        if (connectTimeoutS < 0 || connectTimeoutS > CONNECT_TIMEOUT_S_MAX) {
            throw new ConfigException("--connect-timeout-s must be from 0 to " + CONNECT_TIMEOUT_S_MAX);
        }
        WorkerConfig loaded = ConfigReader.load(config, surroundings);
        TemporalSettings temporal = TemporalSettings.load(surroundings);
        if (check) {
            printCheck(loaded, temporal);
            return EXIT_OK;
        }
        try (TemporalConnection connection = new TemporalConnection(temporal)) {
            return serveOnceReachable(loaded, temporal, connection);
        }
    }

    /** Temporal may die between its first answer and the first poll; then the wait for it goes on. */
    private int serveOnceReachable(WorkerConfig loaded, TemporalSettings temporal, TemporalConnection connection) {
        Instant deadline = Instant.now().plusSeconds(connectTimeoutS);
        while (true) {
            String problem = connection.await(Duration.between(Instant.now(), deadline), stop);
            if (problem != null) {
                LOG.error("{}; gave up after {} s", problem, connectTimeoutS);
                return EXIT_NO_TEMPORAL;
            }
            if (stop.isMade()) {
                return EXIT_OK;
            }
            try {
                serve(loaded, temporal, connection);
                return EXIT_OK;
            } catch (StatusRuntimeException e) {
                if (!TemporalConnection.isAway(e)) {
                    throw e;
                }
                if (!Instant.now().isBefore(deadline)) {
                    LOG.error(
                            "lost Temporal at {} while the worker started; gave up after {} s",
                            temporal.address(),
                            connectTimeoutS);
                    return EXIT_NO_TEMPORAL;
                }
                LOG.warn("lost Temporal at {} while the worker started; waiting for it again", temporal.address());
                stop.await(RESTART_PAUSE);
            }
        }
    }

    private void serve(WorkerConfig loaded, TemporalSettings temporal, TemporalConnection connection) {
        String identity = ProcessIdentity.current();
        WorkflowClient client = WorkflowClient.newInstance(connection.stubs(), temporal.clientOptions(identity));
        try (SlotferryWorker worker =
                        SlotferryWorker.start(client, new ConfiguredClusters(loaded, surroundings), loaded.limits());
                AliveFile alive = AliveFile.of(surroundings)) {
            LOG.info(
                    "worker ready: Temporal {}, namespace {}, task queue {}, identity {}, clusters configured: {}",
                    temporal.address(),
                    temporal.namespace(),
                    TaskQueues.SLOTFERRY,
                    identity,
                    loaded.clusters().size());
            alive.touch();
            connection.watch(stop, alive);
            LOG.info("stopping: activities get {} s to come to a safe point", SlotferryWorker.STOP_GRACE.toSeconds());
        }
        LOG.info("worker stopped");
    }

    private void printCheck(WorkerConfig loaded, TemporalSettings temporal) {
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("configuration is fine");
            out.println(loaded.summary());
            out.println("Temporal " + temporal.address() + ", namespace " + temporal.namespace());
            out.flush();
        }
    }

    private int refuse(CommandLine executed, Exception thrown) {
        boolean expected = thrown instanceof ConfigException;
        if (!expected) {
            LOG.debug("worker failed", thrown);
        }
        executed.getErr().println("slotferry worker: " + (expected ? thrown.getMessage() : Sentences.of(thrown)));
        executed.getErr().flush();
        return expected ? EXIT_USAGE : EXIT_FAILED;
    }
}
