package io.slotferry.chaos;

import io.slotferry.lab.ServerBinary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** Plays scenarios, some at a time. */
public final class Chaos {

    private final List<ServerBinary> servers;
    private final Set<FaultKind.Group> groups;
    private final String engine;
    private final Evidence evidence;
    private final Scoreboard board = new Scoreboard(System.out);

    /** @param engine of every move */
    Chaos(List<ServerBinary> servers, Set<FaultKind.Group> groups, String engine, Path logs) {
        this.engine = engine;
        this.servers = List.copyOf(servers);
        this.groups = Set.copyOf(groups);
        this.evidence = new Evidence(logs);
    }

    /**
     * What the gate plays on these servers: always the same, and no longer than it has time for. Failovers in mid-move have a test of their own.
     *
     * @param logs where the evidence of failed runs is kept
     */
    public static Chaos gate(List<ServerBinary> servers, Path logs) {
        return new Chaos(
                servers,
                EnumSet.complementOf(
                        EnumSet.of(FaultKind.Group.FAILOVER, FaultKind.Group.BYSTANDER, FaultKind.Group.SILENCE)),
                "keywise",
                logs);
    }

    /** Plays so many seeds from the first; true if nothing failed. */
    public boolean play(long first, int runs, int atATime) throws InterruptedException {
        return play(LongStream.range(first, first + runs).boxed().toList(), atATime);
    }

    /** Plays these seeds; true if nothing failed. */
    public boolean play(List<Long> seeds, int atATime) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService lanes = Executors.newFixedThreadPool(atATime);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < Math.min(atATime, seeds.size()); i++) {
                all.add(lanes.submit(() -> lane(seeds, next)));
            }
            for (Future<?> lane : all) {
                lane.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getCause().getMessage()), e.getCause());
        } finally {
            lanes.shutdownNow();
        }
        return board.total();
    }

    /** Faults that struck so far. */
    public int struck() {
        return board.struck();
    }

    /** The runs that failed so far, each in a line with the first of what was wrong. */
    public List<String> failures() {
        return board.failures();
    }

    private void lane(List<Long> seeds, AtomicInteger next) {
        try (Stage stage = new Stage()) {
            for (int i = next.getAndIncrement(); i < seeds.size(); i = next.getAndIncrement()) {
                long seed = seeds.get(i);
                ServerBinary server = servers.get((int) Math.floorMod(seed, (long) servers.size()));
                board.add(ChaosRun.play(Scenario.of(seed, groups), engine, server, stage, evidence));
            }
        }
    }
}
