package io.slotferry.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything this JVM has started and must not leave behind: processes and temporary folders. A shutdown hook clears up, also after Ctrl-C and SIGTERM; after kill -9 the kernel kills the processes.
 */
public final class Lab {

    private static final Set<ChildProcess> CHILDREN = new LinkedHashSet<>();
    private static final Set<Path> FOLDERS = new LinkedHashSet<>();
    private static Path root = Path.of(System.getProperty("java.io.tmpdir"));
    private static boolean outlives;
    private static boolean yielding;
    private static boolean hooked;
    private static boolean ending;

    private Lab() {}

    /** A process that {@link #release()} leaves running, and its working folder, to know it by. */
    public record LeftProcess(long pid, Path folder) {}

    /** What {@link #release()} leaves behind: folders also of processes that have ended. */
    public record Left(List<LeftProcess> processes, List<Path> folders) {}

    /** From now on processes are started so that they can outlive this JVM, if {@link #release()} is called in the end. */
    public static synchronized void mayOutlive() {
        outlives = true;
    }

    /** Leaves everything running: the shutdown hook will touch nothing. Returns what is left, in the order of starting. */
    public static synchronized Left release() {
        List<LeftProcess> processes = CHILDREN.stream()
                .filter(ChildProcess::isAlive)
                .map(child -> new LeftProcess(child.pid(), child.launch().folder()))
                .toList();
        Left left = new Left(processes, List.copyOf(FOLDERS));
        CHILDREN.clear();
        FOLDERS.clear();
        return left;
    }

    /** Where new folders are made from now on; until then in the folder for temporary files. */
    public static void makeFoldersIn(Path folder) {
        root = folder;
    }

    /** A new temporary folder that goes when this JVM goes. */
    public static Path newFolder(String name) {
        try {
            return adopt(Files.createTempDirectory(root, "slotferry-" + name + "-"));
        } catch (IOException e) {
            throw new LabException("cannot make a temporary folder", e);
        }
    }

    private static synchronized Path adopt(Path folder) {
        FOLDERS.add(folder);
        hook();
        return folder;
    }

    /** Whether what is started from now on gets only the CPU that others leave. */
    public static synchronized void startYielding(boolean yields) {
        yielding = yields;
    }

    /** The same command with the CPU that others leave; in a session of its own, because to the scheduler all of ours would be as low. */
    public static List<String> yielding(List<String> command) {
        List<String> words = new ArrayList<>(Detaching.prefix(true));
        words.addAll(ChildProcess.yielding(command));
        return words;
    }

    static synchronized boolean yielding() {
        return yielding;
    }

    static synchronized boolean outlives() {
        return outlives;
    }

    static synchronized void register(ChildProcess child) {
        if (ending) {
            child.destroyNow();
            throw new LabException("the JVM is shutting down");
        }
        CHILDREN.add(child);
        hook();
    }

    static synchronized void forget(ChildProcess child) {
        CHILDREN.remove(child);
    }

    /** Deletes a folder of {@link #newFolder} now. */
    static void delete(Path folder) {
        synchronized (Lab.class) {
            FOLDERS.remove(folder);
        }
        deleteTree(folder);
    }

    private static void hook() {
        if (!hooked) {
            hooked = true;
            Runtime.getRuntime().addShutdownHook(new Thread(Lab::clearUp, "lab-clear-up"));
        }
    }

    private static void clearUp() {
        List<ChildProcess> children;
        List<Path> folders;
        synchronized (Lab.class) {
            ending = true;
            children = new ArrayList<>(CHILDREN);
            folders = new ArrayList<>(FOLDERS);
        }
        children.forEach(ChildProcess::destroyNow);
        // A dying server may still write into its folder: delete after they are gone.
        for (ChildProcess child : children) {
            try {
                child.kill();
            } catch (LabException e) {
                System.err.println(e.getMessage());
            }
        }
        folders.forEach(Lab::deleteTree);
    }

    private static void deleteTree(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.of()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("could not delete " + folder + ": " + e.getMessage());
        }
    }
}
