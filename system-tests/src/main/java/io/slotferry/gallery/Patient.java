package io.slotferry.gallery;

import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.NodeLine;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.RespError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A cluster whose nodes have the names that the cases use: A, B, C own slots, D is an empty primary, a, b, c are their replicas (with two each also a2, b2, c2). */
public final class Patient {

    private static final String NAMES = "ABCDEFGH";

    private final LocalCluster cluster;
    private final Map<String, LabNode> actors = new LinkedHashMap<>();

    public Patient(LocalCluster cluster) {
        this.cluster = cluster;
        int next = 0;
        for (LabNode node : cluster.nodes()) {
            if (!node.replica()) {
                String name = NAMES.substring(next, next + 1);
                actors.put(name, node);
                int replica = 0;
                for (LabNode each : cluster.replicasOf(node)) {
                    actors.put(name.toLowerCase(java.util.Locale.ROOT) + (replica++ == 0 ? "" : replica), each);
                }
                next++;
            }
        }
    }

    public LocalCluster cluster() {
        return cluster;
    }

    public Map<String, LabNode> actors() {
        return actors;
    }

    public LabNode node(String actor) {
        LabNode node = actors.get(actor);
        if (node == null) {
            throw new IllegalArgumentException("there is no node " + actor);
        }
        return node;
    }

    /** The actor with that address or id. */
    public String name(String addressOrId) {
        return actors.entrySet().stream()
                .filter(actor -> actor.getValue().address().equals(addressOrId)
                        || actor.getValue().id().equals(addressOrId))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(addressOrId);
    }

    /** What a request gives as its cluster: two nodes that live. */
    public String seeds() {
        return String.join(",", living().stream().limit(2).map(LabNode::address).toList());
    }

    /** Who owns these slots, in the view of any living node; {@code ""} for nobody. */
    public Set<String> owners(String slots) {
        return owners(living().get(0), slots);
    }

    Set<String> owners(LabNode witness, String slots) {
        List<NodeLine> view = cluster.view(witness);
        Set<String> owners = new TreeSet<>();
        for (int slot : Ranges.parse(slots)) {
            owners.add(view.stream()
                    .filter(line -> line.slots().get(slot))
                    .map(NodeLine::id)
                    .findFirst()
                    .orElse(""));
        }
        return owners;
    }

    /** How many copies of keys with a conflict the primaries hold, of either value. */
    public int copies(Ledger ledger) {
        int copies = 0;
        for (LabNode node : primaries()) {
            for (Entry entry : ledger.entries()) {
                if (ledger.conflicting(entry.name())) {
                    List<@Nullable Object> slotKeys =
                            must(node, List.of(List.of("CLUSTER", "GETKEYSINSLOT", "" + entry.slot(), "1000000")));
                    copies += Latin.strings(java.util.Objects.requireNonNull(slotKeys.get(0)))
                                    .contains(entry.name())
                            ? 1
                            : 0;
                }
            }
        }
        return copies;
    }

    /** How many keys have a copy on some primary, reachable or not. */
    public int present(Ledger ledger) {
        return names(ledger, primaries()).size();
    }

    /** The keys that have a copy on some primary or on a replica of a dead one, reachable or not: what breaking a cluster has lost a repair cannot find. */
    public Ledger left(Ledger ledger) {
        Set<String> names = names(ledger, holders());
        Ledger left = new Ledger();
        for (Entry entry : ledger.entries()) {
            if (names.contains(entry.name())) {
                left.add(entry);
            }
        }
        return left;
    }

    private Set<String> names(Ledger ledger, List<LabNode> nodes) {
        Set<Integer> slots = new TreeSet<>();
        ledger.entries().forEach(entry -> slots.add(entry.slot()));
        Set<String> found = new TreeSet<>();
        for (LabNode node : nodes) {
            must(
                            node,
                            slots.stream()
                                    .map(slot -> List.of("CLUSTER", "GETKEYSINSLOT", "" + slot, "1000000"))
                                    .toList())
                    .forEach(names -> found.addAll(Latin.strings(java.util.Objects.requireNonNull(names))));
        }
        return found;
    }

    List<LabNode> living() {
        return cluster.nodes().stream().filter(node -> node.process().isAlive()).toList();
    }

    /** Living nodes that are primaries now, by what they say of themselves. */
    List<LabNode> primaries() {
        return living().stream().filter(node -> self(node).primary()).toList();
    }

    private List<LabNode> holders() {
        List<String> alive = living().stream().map(LabNode::id).toList();
        return living().stream()
                .filter(node -> {
                    NodeLine self = self(node);
                    return self.primary() || !alive.contains(self.primaryId());
                })
                .toList();
    }

    NodeLine self(LabNode node) {
        return cluster.view(node).stream()
                .filter(NodeLine::myself)
                .findFirst()
                .orElseThrow(() -> new LabException(node.address() + " does not know itself"));
    }

    /** Many commands to one node in one pipeline; errors are replies. */
    List<@Nullable Object> pipeline(LabNode node, List<List<String>> commands) {
        List<@Nullable Object> replies = new ArrayList<>(commands.size());
        try (RespConnection connection = cluster.connect(node)) {
            for (int from = 0; from < commands.size(); from += 200) {
                List<List<String>> some = commands.subList(from, Math.min(from + 200, commands.size()));
                for (List<String> command : some) {
                    connection.send(Latin.bytes(command));
                }
                connection.flush();
                for (int i = 0; i < some.size(); i++) {
                    replies.add(connection.receive());
                }
            }
        } catch (IOException e) {
            throw new LabException(node.address() + " does not answer: " + e.getMessage(), e);
        }
        return replies;
    }

    /** As {@link #pipeline}, but an error is an exception. */
    List<@Nullable Object> must(LabNode node, List<List<String>> commands) {
        List<@Nullable Object> replies = pipeline(node, commands);
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof RespError error) {
                throw new LabException(name(node.id()) + " answered "
                        + String.join(" ", commands.get(i)).replaceAll("[^ -~]", "?") + " with " + error.message());
            }
        }
        return replies;
    }
}
