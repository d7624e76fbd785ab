package io.slotferry.gallery;

import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.RespError;
import java.util.List;

/** Keeps a node from everything else for about three seconds. */
final class BusyScript {

    /** Old servers have no os, and new ones stop the clock of TIME while a script runs. */
    private static final String TEXT =
            """
            local has_os = pcall(function() return os.clock() end)
            local function now()
              if has_os then return os.clock() end
              return redis.call('TIME')[1] + 0
            end
            local over = now() + 3
            while now() < over do end
            return 1""";

    private BusyScript() {}

    /** On a slow machine it may outlast the patience of a call, and the node is busy all the same. */
    static void run(Patient patient, LabNode node) {
        Object reply;
        try {
            reply = patient.pipeline(node, List.of(List.of("EVAL", TEXT, "0"))).get(0);
        } catch (LabException e) {
            if (!node.process().isAlive()) {
                throw e;
            }
            return;
        }
        if (reply instanceof RespError error) {
            throw new LabException(node.address() + " was never busy: " + error.message());
        }
    }
}
