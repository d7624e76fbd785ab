package io.slotferry.topology;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A cluster on paper: every node has a view of its own that a test can bend; {@link #observations} prints the views as CLUSTER NODES and reads them back. */
public final class TestCluster {

    public static final int PORT = 7000;

    private final List<Member> members = new ArrayList<>();

    /** What one node prints about one node. */
    private static final class Line {
        String flags = "master";
        String primaryId = "-";
        String address;
        long epoch;
        SlotSet slots = SlotSet.EMPTY;

        Line(String address) {
            this.address = address;
        }
    }

    private static final class Member {
        final String id;
        final Map<String, Line> view = new TreeMap<>();
        final List<String> marks = new ArrayList<>();
        final Map<String, String> clusterInfo = new TreeMap<>(Map.of("cluster_state", "ok"));
        final Map<String, String> info = new TreeMap<>();
        final Map<String, String> config = new TreeMap<>();
        List<String> functions = List.of();
        List<MissingRight> missingRights = List.of();
        List<String> nativeMigrations = List.of();
        List<String> shardMates = List.of();
        String error = "";

        Member(String id) {
            this.id = id;
        }
    }

    /** Primaries 0 to n-1 share all slots evenly, then each gets its replicas: node {@code n} is the first replica of node 0. */
    public static TestCluster of(int primaries, int replicasEach) {
        TestCluster cluster = new TestCluster();
        int count = primaries * (1 + replicasEach);
        for (int i = 0; i < count; i++) {
            cluster.members.add(new Member(id(i)));
        }
        for (Member member : cluster.members) {
            for (int i = 0; i < count; i++) {
                member.view.put(id(i), new Line("127.0.0.1:" + (PORT + i) + "@" + (PORT + 10_000 + i)));
            }
        }
        for (int i = 0; i < count; i++) {
            if (i < primaries) {
                int first = SlotRange.SLOT_COUNT * i / primaries;
                cluster.slots(i, first + "-" + (SlotRange.SLOT_COUNT * (i + 1) / primaries - 1));
                cluster.epoch(i, i + 1);
            } else {
                cluster.replicaOf(i, i % primaries);
                cluster.info(i, "master_link_status", "up");
                cluster.info(i % primaries, "connected_slaves", "" + replicasEach);
            }
        }
        return cluster;
    }

    /** One more primary, without slots. */
    public TestCluster andPrimary() {
        int node = members.size();
        Member added = new Member(id(node));
        for (int i = 0; i < node; i++) {
            Line known = line(i, i);
            Line copy = new Line(known.address);
            copy.flags = known.flags;
            copy.primaryId = known.primaryId;
            copy.epoch = known.epoch;
            copy.slots = known.slots;
            added.view.put(id(i), copy);
        }
        members.add(added);
        members.forEach(member ->
                member.view.put(id(node), new Line("127.0.0.1:" + (PORT + node) + "@" + (PORT + 10_000 + node))));
        return this;
    }

    /** One more node, a replica in sync. */
    public TestCluster andReplicaOf(int primary) {
        int node = members.size();
        return andPrimary().replicaOf(node, primary).info(node, "master_link_status", "up");
    }

    /** The move has been carried out and everybody knows. */
    public TestCluster gives(SlotMove move) {
        for (Member member : members) {
            Line from = member.view.get(move.from());
            Line to = member.view.get(move.to());
            from.slots = from.slots.minus(move.slots());
            to.slots = to.slots.plus(move.slots());
        }
        return this;
    }

    /** Ids sort like the node numbers, and their first 8 characters differ. */
    public static String id(int node) {
        return String.format("%08x%032x", 0xa0000000L + node, node);
    }

    public static String label(int node) {
        return "127.0.0.1:" + (PORT + node) + " (" + id(node).substring(0, 8) + ")";
    }

    public int size() {
        return members.size();
    }

    /** The node owns exactly these slots; everybody knows, others lose what it takes. */
    public TestCluster slots(int node, String slots) {
        SlotSet owned = SlotSet.parse(slots);
        for (int observer = 0; observer < members.size(); observer++) {
            slotsInView(observer, node, slots);
            for (int other = 0; other < members.size(); other++) {
                Line line = line(observer, other);
                if (other != node && line.slots.intersects(owned)) {
                    line.slots = line.slots.minus(owned);
                }
            }
        }
        return this;
    }

    /** Only this observer believes it; nobody else loses anything. */
    public TestCluster slotsInView(int observer, int node, String slots) {
        line(observer, node).slots = SlotSet.parse(slots);
        return this;
    }

    public TestCluster epoch(int node, long epoch) {
        members.forEach(member -> member.view.get(id(node)).epoch = epoch);
        return this;
    }

    public TestCluster replicaOf(int node, int primary) {
        for (int observer = 0; observer < members.size(); observer++) {
            replicaInView(observer, node, id(primary));
        }
        return this;
    }

    public TestCluster replicaInView(int observer, int node, String primaryId) {
        line(observer, node).flags = "slave";
        line(observer, node).primaryId = primaryId;
        return this;
    }

    public TestCluster migrating(int node, int slot, String peerId) {
        members.get(node).marks.add("[" + slot + "->-" + peerId + "]");
        return this;
    }

    public TestCluster importing(int node, int slot, String peerId) {
        members.get(node).marks.add("[" + slot + "-<-" + peerId + "]");
        return this;
    }

    /** The slot is open from source to target with both marks. */
    public TestCluster open(int slot, int source, int target) {
        return migrating(source, slot, id(target)).importing(target, slot, id(source));
    }

    /** Flags as CLUSTER NODES prints them, for example {@code master,fail}. */
    public TestCluster flagsInView(int observer, int node, String flags) {
        line(observer, node).flags = flags;
        return this;
    }

    /** Every other node prints these flags. */
    public TestCluster flags(int node, String flags) {
        for (int observer = 0; observer < members.size(); observer++) {
            if (observer != node) {
                flagsInView(observer, node, flags);
            }
        }
        return this;
    }

    public TestCluster address(int node, String address) {
        for (int observer = 0; observer < members.size(); observer++) {
            addressInView(observer, node, address);
        }
        return this;
    }

    public TestCluster addressInView(int observer, int node, String address) {
        line(observer, node).address = address;
        return this;
    }

    /** A node that this observer knows and that is none of ours. */
    public TestCluster extraLine(int observer, String id, String address, String flags) {
        Line line = new Line(address);
        line.flags = flags;
        members.get(observer).view.put(id, line);
        return this;
    }

    public TestCluster forgets(int observer, int node) {
        members.get(observer).view.remove(id(node));
        return this;
    }

    public TestCluster silent(int node) {
        return silent(node, "connection refused");
    }

    public TestCluster silent(int node, String why) {
        members.get(node).error = why;
        return this;
    }

    public TestCluster info(int node, String field, String value) {
        members.get(node).info.put(field, value);
        return this;
    }

    public TestCluster config(int node, String setting, String value) {
        members.get(node).config.put(setting, value);
        return this;
    }

    public TestCluster clusterInfo(int node, String field, String value) {
        members.get(node).clusterInfo.put(field, value);
        return this;
    }

    public TestCluster functions(int node, String... functions) {
        members.get(node).functions = List.of(functions);
        return this;
    }

    public TestCluster missingRights(int node, String... rights) {
        members.get(node).missingRights = Stream.of(rights)
                .map(right -> new MissingRight("slotferry", right))
                .toList();
        return this;
    }

    public TestCluster nativeMigrations(int node, String... jobs) {
        members.get(node).nativeMigrations = List.of(jobs);
        return this;
    }

    public TestCluster shardMates(int node, Integer... mates) {
        members.get(node).shardMates = Stream.of(mates).map(TestCluster::id).toList();
        return this;
    }

    public List<NodeObservation> observations() {
        List<NodeObservation> observations = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            String address = "127.0.0.1:" + (PORT + i);
            observations.add(
                    member.error.isEmpty()
                            ? new NodeObservation(
                                    address,
                                    null,
                                    ClusterNodesParser.parse(print(member)),
                                    member.clusterInfo,
                                    member.info,
                                    member.config,
                                    member.functions,
                                    member.missingRights,
                                    member.nativeMigrations,
                                    member.shardMates)
                            : NodeObservation.unreachable(address, member.error));
        }
        return observations;
    }

    public ClusterTopology topology() {
        return ClusterTopology.of(observations());
    }

    private Line line(int observer, int node) {
        return members.get(observer).view.get(id(node));
    }

    private static String print(Member member) {
        StringBuilder text = new StringBuilder();
        member.view.forEach((id, line) -> {
            boolean myself = id.equals(member.id);
            text.append(id + " " + line.address + " " + (myself ? "myself," : "") + line.flags + " " + line.primaryId
                    + " 0 0 " + line.epoch + " connected");
            line.slots.ranges().forEach(range -> text.append(' ').append(range));
            if (myself) {
                member.marks.forEach(mark -> text.append(' ').append(mark));
            }
            text.append('\n');
        });
        return text.toString();
    }
}
