package io.slotferry.workflow;

import java.util.function.Consumer;

/** The slots port with something in front of its drain. */
class PortBefore implements SlotActivities {

    private final SlotActivities port;
    private final Consumer<DrainRequest> first;

    PortBefore(SlotActivities port, Runnable first) {
        this(port, request -> first.run());
    }

    PortBefore(SlotActivities port, Consumer<DrainRequest> first) {
        this.port = port;
        this.first = first;
    }

    @Override
    public Stepped setImporting(Wave wave) {
        return port.setImporting(wave);
    }

    @Override
    public Stepped setMigrating(Wave wave) {
        return port.setMigrating(wave);
    }

    @Override
    public Drained drain(DrainRequest request) {
        first.accept(request);
        return port.drain(request);
    }

    @Override
    public Stepped setNode(Wave wave) {
        return port.setNode(wave);
    }

    @Override
    public Stepped setStable(Wave wave) {
        return port.setStable(wave);
    }

    @Override
    public NativeMoved moveNatively(Wave wave) {
        return port.moveNatively(wave);
    }
}
