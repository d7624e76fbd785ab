package io.slotferry.lab;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A JVM that starts a server and is killed by {@link LeavesNothingIT}. */
public final class LabVictim {

    private LabVictim() {}

    public static void main(String[] args) throws Exception {
        RedisProcess process = RedisProcess.start(RedisServers.any(), Ports.free(Ports.BUS), Map.of());
        Path folder = process.folder();
        System.out.println("started " + process.pid() + " " + folder);
        new CountDownLatch(1).await(60, TimeUnit.SECONDS);
    }
}
