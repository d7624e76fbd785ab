package io.slotferry.lab;

import java.util.List;
import java.util.function.IntConsumer;

/** Many keys of all types, made from a seed: loaded quickly, and read back completely when asked. */
public final class Keyspace {

    private final int keys;
    private final SampleKeys samples;

    private Keyspace(int keys, long seed) {
        this.keys = keys;
        this.samples = new SampleKeys(seed);
    }

    public static Keyspace of(int keys, long seed) {
        return new Keyspace(keys, seed);
    }

    /**
     * What a complete reading found.
     *
     * @param keysChecked keys read
     * @param missing keys that were not there
     * @param wrong keys with other content or without their time to live
     * @param examples the first of them, in words
     */
    public record ReadBack(long keysChecked, long missing, long wrong, List<String> examples) {

        public ReadBack {
            examples = List.copyOf(examples);
        }

        public boolean clean() {
            return missing == 0 && wrong == 0;
        }
    }

    public int keys() {
        return keys;
    }

    /** Writes all keys; the cluster must not be moving slots meanwhile. */
    public void load(LocalCluster cluster) {
        load(cluster, loaded -> {});
    }

    /**
     * Writes all keys.
     *
     * @param progress told the number of keys written so far, now and then, from several threads
     */
    public void load(LocalCluster cluster, IntConsumer progress) {
        new KeyspaceLoader(this, cluster.addresses(), progress).load();
    }

    /** Reads all keys and compares everything, times to live too. */
    public ReadBack readBack(LocalCluster cluster) {
        return readBack(cluster, read -> {});
    }

    /**
     * Reads all keys and compares everything.
     *
     * @param progress told the number of keys read so far, now and then, from several threads
     */
    public ReadBack readBack(LocalCluster cluster, IntConsumer progress) {
        return new KeyspaceReader(this, cluster.addresses(), progress).readBack();
    }

    SampleKey key(int index) {
        return samples.key(index);
    }
}
