package io.slotferry.lab;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One Redis or Valkey server that can be started here.
 *
 * @param name for example {@code redis-7.0}
 * @param server the program
 * @param cli its command line client; null if there is none
 * @param version as the server says, for example {@code 7.0.15}
 * @param valkey whether it is Valkey
 */
public record ServerBinary(String name, Path server, @Nullable Path cli, String version, boolean valkey) {

    /** First number of the version. */
    public int major() {
        return number(0);
    }

    /** Second number of the version. */
    public int minor() {
        return number(1);
    }

    private int number(int index) {
        return Integer.parseInt(version.split("\\.", -1)[index]);
    }

    @Override
    public String toString() {
        return name;
    }
}
