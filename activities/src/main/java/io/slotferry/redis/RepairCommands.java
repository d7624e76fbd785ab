package io.slotferry.redis;

import io.slotferry.repair.CommandScript;
import io.slotferry.repair.KeyLook;
import io.slotferry.repair.RepairPlan;
import io.slotferry.topology.NodeObservation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A plan as commands for a shell, with the names of the keys as they are now. */
final class RepairCommands implements KeyLook {

    private static final long TIMEOUT_MS = 5_000;

    private final Session session;
    private final ClusterSight sight;

    RepairCommands(Session session, ClusterSight sight) {
        this.session = session;
        this.sight = sight;
    }

    List<String> of(RepairPlan plan) {
        return CommandScript.of(plan, this);
    }

    @Override
    public List<KeyName> keys(String nodeId, int slot, int max) {
        List<KeyName> names = new ArrayList<>();
        if (sight.keys().at(nodeId, slot) == 0) {
            return names;
        }
        NodeObservation seen = sight.topology().observation(nodeId).orElseThrow();
        for (String name : seen.info().keySet()) {
            if (name.matches("db\\d{1,6}")) {
                int database = Integer.parseInt(name.substring(2));
                session.look(nodeId, database)
                        .link()
                        .call(TIMEOUT_MS, "CLUSTER", "GETKEYSINSLOT", slot, max)
                        .list()
                        .forEach(key -> names.add(new KeyName(database, quoted((byte[]) key))));
            }
        }
        return names;
    }

    @Override
    public Copies compare(KeyName key, String nodeId, String otherId) {
        byte[] name = bytes(key.quoted());
        NodeLink node = session.look(nodeId, key.database()).link();
        NodeLink other = session.look(otherId, key.database()).link();
        Reply here = Twins.dump(node, name);
        Reply there = Twins.dump(other, name);
        if (!here.ok() || !there.ok()) {
            return Copies.UNSEEN;
        }
        boolean same = Twins.same(node, other, name, here, there) && !Twins.outlives(other, node, name);
        return same ? Copies.EQUAL : Copies.DIFFERENT;
    }

    /** In double quotes, everything that a shell or the CLI could misread as {@code \xNN}. */
    static String quoted(byte[] key) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : key) {
            boolean plain = b > 0x20 && b < 0x7f && "\"\\'`$!%".indexOf(b) < 0;
            text.append(plain ? String.valueOf((char) b) : String.format("\\x%02x", b));
        }
        return text.append("\"").toString();
    }

    private static byte[] bytes(String quoted) {
        String inner = quoted.substring(1, quoted.length() - 1);
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < inner.length(); i++) {
            if (inner.charAt(i) == '\\') {
                hex.append(inner, i + 2, i + 4);
                i += 3;
            } else {
                byte[] one = inner.substring(i, i + 1).getBytes(StandardCharsets.US_ASCII);
                hex.append(HexFormat.of().formatHex(one));
            }
        }
        return HexFormat.of().parseHex(hex);
    }
}
