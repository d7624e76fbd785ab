package io.slotferry.chaos;

/** What may happen to a run. */
enum FaultKind {
    /** kill -9 of the worker; another starts a moment later. */
    WORKER_KILL(Group.WORKER, 3),
    /** SIGSTOP of the worker while another takes over, then SIGCONT: two movers of one slot. */
    WORKER_FREEZE(Group.WORKER, 3),
    /** CLIENT KILL of the worker's connections on one node. */
    CONNECTIONS_CUT(Group.WORKER, 2),
    /** kill -9 of the Temporal server, then a restart on the same database. */
    TEMPORAL_KILL(Group.TEMPORAL, 2),
    PAUSE(Group.VERBS, 2),
    TUNE(Group.VERBS, 1),
    CANCEL(Group.VERBS, 1),
    ROLLBACK(Group.VERBS, 1),
    FINISH_EARLY(Group.VERBS, 1),
    /** Temporal's own terminate: nobody closes the open slots, the next run does. */
    TERMINATE(Group.VERBS, 2),
    /** SIGSTOP for less than the node timeout. */
    SOURCE_FREEZE(Group.NODES, 2),
    TARGET_FREEZE(Group.NODES, 2),
    REPLICA_FREEZE(Group.NODES, 1),
    /** kill -9 and back within the node timeout, with what its append-only file holds. */
    SOURCE_RESTART(Group.NODES, 2),
    TARGET_RESTART(Group.NODES, 2),
    REPLICA_RESTART(Group.NODES, 1),
    /** No memory left for a while, without eviction. */
    TARGET_MEMORY(Group.MEMORY, 2),
    /** Between the workers and one node everything comes late. */
    WIRE_SLOW(Group.NETWORK, 1),
    /** Connections to one node are reset, new ones too. */
    WIRE_CUT(Group.NETWORK, 1),
    /** Half-open: nothing arrives on either side for a while, then all of it. */
    WIRE_HOLD(Group.NETWORK, 2),
    /** One way: commands arrive, answers do not. */
    WIRE_MUTE(Group.NETWORK, 2),
    /** CLUSTER FAILOVER by hand. */
    SOURCE_FAILOVER(Group.FAILOVER, 2),
    TARGET_FAILOVER(Group.FAILOVER, 2),
    /** kill -9 until all is healed: a replica is promoted. */
    SOURCE_DEATH(Group.FAILOVER, 2),
    TARGET_DEATH(Group.FAILOVER, 2),
    /** SIGSTOP for longer than the node timeout: it comes back as an old primary. */
    SOURCE_STUPOR(Group.FAILOVER, 1),
    TARGET_STUPOR(Group.FAILOVER, 1),
    /** The same to a primary that neither gives nor gets slots, where there is one. */
    BYSTANDER_FREEZE(Group.BYSTANDER, 1),
    BYSTANDER_RESTART(Group.BYSTANDER, 1),
    BYSTANDER_FAILOVER(Group.BYSTANDER, 1),
    BYSTANDER_DEATH(Group.BYSTANDER, 1),
    BYSTANDER_STUPOR(Group.BYSTANDER, 1),
    /** CLIENT PAUSE: the node is alive for the cluster and answers nobody; what it was sent meanwhile it carries out later. */
    SOURCE_SILENCE(Group.SILENCE, 2),
    TARGET_SILENCE(Group.SILENCE, 2);

    /** What {@code --faults} takes. */
    enum Group {
        WORKER,
        TEMPORAL,
        VERBS,
        NODES,
        MEMORY,
        NETWORK,
        FAILOVER,
        BYSTANDER,
        SILENCE
    }

    final Group group;
    /** How often it is chosen, against the others. */
    final int weight;

    FaultKind(Group group, int weight) {
        this.group = group;
        this.weight = weight;
    }

    /** Whether it needs a replica to do what it is about. */
    boolean needsReplica() {
        return switch (this) {
            case REPLICA_FREEZE, REPLICA_RESTART, BYSTANDER_FAILOVER, BYSTANDER_DEATH, BYSTANDER_STUPOR -> true;
            default -> group == Group.FAILOVER;
        };
    }
}
