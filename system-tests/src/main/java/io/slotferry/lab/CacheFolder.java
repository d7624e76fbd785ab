package io.slotferry.lab;

import java.nio.file.Path;

/** Where programs that were fetched or built once are kept: {@code ${XDG_CACHE_HOME:-~/.cache}/slotferry}. */
final class CacheFolder {

    private CacheFolder() {}

    static Path path() {
        return base().resolve("slotferry");
    }

    /** Where {@code scripts/get-servers} puts servers unless told otherwise. */
    static Path servers() {
        return base().resolve("slotferry-servers");
    }

    private static Path base() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        return xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
    }
}
