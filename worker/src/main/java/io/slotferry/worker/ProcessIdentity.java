package io.slotferry.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** How this process is called in Temporal: {@code slotferry@host:pid}. */
final class ProcessIdentity {

    private ProcessIdentity() {}

    static String current() {
        return "slotferry@" + host() + ":" + ProcessHandle.current().pid();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
