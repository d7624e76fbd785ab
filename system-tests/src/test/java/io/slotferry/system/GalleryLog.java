package io.slotferry.system;

import io.slotferry.gallery.Case;
import io.slotferry.lab.ServerBinary;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** What each case took and how it ended: a table after the last one, also of what failed. */
final class GalleryLog {

    private static final int WHY_MAX = 900;

    private final List<String> rows = new ArrayList<>();

    void time(ServerBinary server, Case scenario, Executable test) throws Throwable {
        long start = System.nanoTime();
        String end = "ok";
        try {
            test.execute();
        } catch (Throwable e) {
            String why = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
            end = "FAILED " + (why.length() > WHY_MAX ? why.substring(0, WHY_MAX) : why);
            throw e;
        } finally {
            rows.add(String.format(
                    "%-12s %-36s %6.1f s  %s", server.name(), scenario.name(), (System.nanoTime() - start) / 1e9, end));
        }
    }

    void print() {
        rows.forEach(System.out::println);
        long failed = rows.stream().filter(row -> row.contains("FAILED ")).count();
        System.out.println(rows.size() + " cases, " + failed + " failed");
    }
}
