package io.slotferry.repair;

import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ServerVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A slot and its nodes in words: owner {@code a}, target {@code b}, bystanders {@code c} and {@code d}; capital letters are dead. */
final class Stage {

    private static final ServerVersion NEW = new ServerVersion(ServerVersion.Family.REDIS, 7, 0, 0);
    private static final ServerVersion VALKEY = new ServerVersion(ServerVersion.Family.VALKEY, 9, 1, 0);
    private static final ServerVersion OLD = new ServerVersion(ServerVersion.Family.REDIS, 6, 2, 0);

    private final TreeMap<String, Actor> actors = new TreeMap<>();
    private final TreeMap<String, Long> claims = new TreeMap<>();
    private final TreeMap<String, Long> epochs = new TreeMap<>();
    private final TreeMap<String, String> sees = new TreeMap<>();
    private final TreeMap<String, String> migrating = new TreeMap<>();
    private final TreeMap<String, String> importing = new TreeMap<>();
    private final TreeMap<String, String> replicaMarks = new TreeMap<>();
    private final TreeMap<String, Long> keys = new TreeMap<>();
    private String absentOwner = "";
    private final TreeMap<String, Set<String>> unknown = new TreeMap<>();
    private final TreeMap<String, String> deposed = new TreeMap<>();
    private final TreeMap<String, SlotSet> guests = new TreeMap<>();
    private final TreeSet<String> silent = new TreeSet<>();
    private boolean majority = true;

    Stage() {
        for (String id : List.of("a", "b", "c", "d")) {
            actor(id, true, true, false, id, NEW, List.of(), true);
            unknown.put(id, new TreeSet<>());
        }
    }

    /** A slot that {@code a} owns and everybody knows it. */
    static Stage owned() {
        Stage stage = new Stage().claims("a", 1);
        stage.actors.keySet().forEach(id -> stage.sees.put(id, "a"));
        return stage;
    }

    private void actor(
            String id,
            boolean live,
            boolean answers,
            boolean failed,
            String standIn,
            ServerVersion version,
            List<String> heirs,
            boolean mayRaise) {
        actor(id, live, answers, failed, standIn, version, heirs, List.of(), mayRaise);
    }

    private void actor(
            String id,
            boolean live,
            boolean answers,
            boolean failed,
            String standIn,
            ServerVersion version,
            List<String> heirs,
            List<String> silentHeirs,
            boolean mayRaise) {
        put(id, live, answers, true, failed, standIn, version, 10, heirs, silentHeirs, mayRaise, false);
    }

    private void put(
            String id,
            boolean live,
            boolean answers,
            boolean member,
            boolean failed,
            String standIn,
            ServerVersion version,
            int slots,
            List<String> heirs,
            List<String> silentHeirs,
            boolean mayRaise,
            boolean doubtful) {
        actors.put(
                id,
                new Actor(
                        id,
                        id,
                        "127.0.0.1",
                        1,
                        "CLUSTER MEET 127.0.0.1 1 2",
                        live,
                        answers,
                        member,
                        failed,
                        null,
                        standIn,
                        version,
                        slots,
                        heirs,
                        silentHeirs,
                        mayRaise,
                        doubtful));
    }

    /** A replica that may have nothing of its primary. */
    Stage doubtful(String id, String primary) {
        put(id, false, true, true, false, primary, NEW, 0, List.of(), List.of(), true, true);
        return this;
    }

    Stage dead(String id, String... heirs) {
        actor(id, false, false, true, "", NEW, List.of(heirs), true);
        sees.remove(id);
        return this;
    }

    Stage silent(String id) {
        actor(id, false, false, false, "", NEW, List.of(), true);
        sees.remove(id);
        silent.add(id);
        return this;
    }

    /** The node is dead; this replica of it runs, and does not answer. */
    Stage deadBesideSilent(String id, String replica) {
        actor(replica, false, false, false, "", NEW, List.of(), true);
        dead(id);
        actor(id, false, false, true, "", NEW, List.of(), List.of(replica), true);
        return this;
    }

    Stage replica(String id, String primary) {
        actor(id, false, true, false, primary, NEW, List.of(), true);
        return this;
    }

    Stage deadReplica(String id, String primary) {
        actor(id, false, false, true, primary, NEW, List.of(), true);
        sees.remove(id);
        return this;
    }

    Stage valkey(String id) {
        actor(id, true, true, false, id, VALKEY, List.of(), true);
        return this;
    }

    Stage epoch(String id, long epoch) {
        epochs.put(id, epoch);
        return this;
    }

    Stage old(String id) {
        actor(id, true, true, false, id, OLD, List.of(), true);
        return this;
    }

    Stage contested(String id) {
        actor(id, true, true, false, id, NEW, List.of(), false);
        return this;
    }

    Stage forgotten(String id) {
        put(id, true, true, false, false, id, NEW, 0, List.of(), List.of(), true, false);
        return this;
    }

    Stage claims(String id, long epoch) {
        claims.put(id, epoch);
        return this;
    }

    Stage sees(String id, String owner) {
        sees.put(id, owner);
        return this;
    }

    Stage migrating(String id, String peer) {
        migrating.put(id, peer);
        return this;
    }

    Stage importing(String id, String peer) {
        importing.put(id, peer);
        return this;
    }

    Stage replicaMark(String replica, String primary) {
        replicaMarks.put(replica, primary);
        return this;
    }

    Stage keys(String id, long count) {
        keys.put(id, count);
        return this;
    }

    Stage deposed(String id, String heir) {
        deposed.put(heir, id);
        return dead(id);
    }

    /** The node does not know the other one. */
    Stage lacks(String id, String other) {
        unknown.get(id).add(other);
        return this;
    }

    Stage absent(String id) {
        absentOwner = id;
        return this;
    }

    /** Slots of which this node holds keys and which another one owns. */
    Stage guests(String node, SlotSet slots) {
        guests.put(node, slots);
        return this;
    }

    /** Most primaries do not answer. */
    Stage minority() {
        majority = false;
        return this;
    }

    SlotState slot() {
        return slot(609);
    }

    SlotState slot(int number) {
        return new SlotState(number, claims, epochs, sees, migrating, importing, replicaMarks, keys, absentOwner);
    }

    Cast cast() {
        return new Cast(
                actors.values(),
                deposed,
                deposed.keySet(),
                new Strangers(unknown),
                guests,
                majority,
                List.copyOf(silent));
    }

    /** The rows of the whole script, each with its act. */
    List<String> script(boolean planned, boolean back, boolean impatient) {
        List<String> rows = new ArrayList<>();
        for (Decision step : Script.of(slot(), cast(), planned, back, impatient).steps()) {
            rows.add(step.row() + shown(step.act()));
        }
        return rows;
    }

    private static String shown(@Nullable RepairAct act) {
        return act == null
                ? ""
                : " " + act.kind() + " " + act.node() + (act.peer().isEmpty() ? "" : " " + act.peer());
    }
}
