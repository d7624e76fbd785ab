package io.slotferry.diagnosis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Decides which findings of a diagnosis stop a given plan. */
final class Judgement {

    private final MoveScope scope;
    private final ClusterTopology topology;
    private final SlotSet forgiven;
    private final TreeMap<String, Node> byLabel = new TreeMap<>();
    private final TreeSet<String> markCodes = new TreeSet<>();

    /** @param forgiven slots that this run puts right itself */
    Judgement(MoveScope scope, SlotSet forgiven) {
        this.scope = scope;
        this.topology = scope.topology();
        this.forgiven = forgiven;
        topology.nodes().forEach(node -> byLabel.put(node.label(), node));
        for (MarkPattern pattern : MarkPattern.values()) {
            markCodes.add(pattern.code());
        }
    }

    void judge(List<Finding> diagnosis, Findings findings) {
        for (Finding finding : diagnosis) {
            // Open slots have a check of their own, which knows whose they are.
            if (!markCodes.contains(finding.code())) {
                findings.add(graded(finding, severity(finding)));
            }
        }
    }

    private Severity severity(Finding finding) {
        List<Node> nodes = finding.nodes().stream()
                .map(byLabel::get)
                .filter(node -> node != null)
                .toList();
        return switch (finding.code()) {
            case "cluster-down" -> onlyForgivenIsDown() ? Severity.WARNING : Severity.ERROR;
            case "two-owners", "owner-disagreement", "owner-not-broadcast" ->
                forgiven.containsAll(finding.slots()) ? Severity.WARNING : Severity.ERROR;
            case "uncovered-slot", "uncovered-slot-with-keys", "uncovered-slot-keys-spread" ->
                finding.slots().intersects(scope.slots()) ? Severity.ERROR : Severity.WARNING;
            case "native-migration" -> Severity.ERROR;
            case "epoch-collision" -> nodes.stream().anyMatch(scope::involves) ? Severity.ERROR : Severity.WARNING;
            case "node-unreachable" -> worst(nodes, finding.severity());
            case "node-failing" -> failing(nodes, finding.severity());
            default -> finding.severity();
        };
    }

    /** A cluster that is down only because of slots we are about to finish is mended by finishing them. */
    private boolean onlyForgivenIsDown() {
        SlotSet uncovered = SlotSet.range(0, SlotRange.SLOT_COUNT - 1).minus(topology.covered());
        boolean lost = topology.primaries().stream()
                .filter(node -> !topology.answered(node.id()))
                .anyMatch(node -> !topology.slotsOf(node.id()).isEmpty());
        return !forgiven.isEmpty() && forgiven.containsAll(uncovered) && !lost;
    }

    private Severity worst(List<Node> nodes, Severity unknownNode) {
        return nodes.stream()
                .map(this::unreachable)
                .max(Comparator.naturalOrder())
                .orElse(unknownNode);
    }

    private Severity unreachable(Node node) {
        boolean failed = node.has(NodeFlag.FAIL);
        if (node.primary()) {
            boolean replaced = failed && topology.slotsOf(node.id()).isEmpty();
            return replaced ? Severity.WARNING : Severity.ERROR;
        }
        boolean counted = topology.findPrimaryOf(node)
                .flatMap(primary -> scope.facts(primary.id()))
                .filter(facts -> facts.countsOn(node))
                .isPresent();
        return scope.involves(node) && (!failed || counted) ? Severity.ERROR : Severity.WARNING;
    }

    private Severity failing(List<Node> nodes, Severity otherwise) {
        boolean matters = nodes.stream()
                .anyMatch(node ->
                        scope.involves(node) || !topology.slotsOf(node.id()).isEmpty());
        return matters ? otherwise : Severity.WARNING;
    }

    private static Finding graded(Finding finding, Severity severity) {
        return new Finding(
                finding.id(),
                finding.code(),
                severity,
                finding.slots(),
                finding.nodes(),
                finding.sentence(),
                finding.next());
    }
}
