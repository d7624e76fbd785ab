package io.slotferry.worker;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the configuration file into a {@link WorkerConfig}. {@code docs/reference/configuration.md} describes the file. */
final class ConfigReader {

    /** A configuration file larger than this is a mistake, in bytes. */
    static final int BYTES_MAX = 1_000_000;

    /** Most clusters of one file. */
    static final int CLUSTERS_MAX = 1_000;

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ConfigReader() {}

    /**
     * Finds the file, reads it and makes sure that every secret it names is there.
     *
     * @param option what {@code --config} says, or null
     * @throws ConfigException with one sentence that names file and key
     */
    static WorkerConfig load(@Nullable String option, Surroundings surroundings) {
        Path file = ConfigLocation.find(option, surroundings);
        WorkerConfig config = file == null ? WorkerConfig.NONE : read(file);
        config.checkSecrets(surroundings);
        return config;
    }

    private static WorkerConfig read(Path file) {
        JsonNode tree = parse(file);
        if (tree.isMissingNode() || tree.isNull()) {
            return new WorkerConfig(file, Map.of(), WorkerLimits.DEFAULTS);
        }
        YamlFields top = new YamlFields(file.toString(), "", tree);
        YamlFields clusters = top.mapping("clusters");
        YamlFields limits = top.mapping("limits");
        top.refuseUnknown();
        ClusterReader reader = new ClusterReader(file.toAbsolutePath().getParent());
        return new WorkerConfig(
                file,
                clusters == null ? Map.of() : readClusters(clusters, reader),
                limits == null ? WorkerLimits.DEFAULTS : WorkerLimits.read(limits));
    }

    private static Map<String, ClusterSettings> readClusters(YamlFields clusters, ClusterReader reader) {
        Map<String, ClusterSettings> read = clusters.entries(name -> reader.read(name, clusters));
        if (read.size() > CLUSTERS_MAX) {
            throw new ConfigException(clusters.name("*") + " has more than " + CLUSTERS_MAX + " entries");
        }
        return read;
    }

    private static JsonNode parse(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new ConfigException(file + " is larger than " + BYTES_MAX + " bytes");
            }
            return YAML.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            // The parser's own message quotes the file, which may hold a password that does not belong there.
            String line =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
            throw new ConfigException(file + (twice ? " has the same key twice" : " is not valid YAML") + line);
        } catch (IOException e) {
            throw new ConfigException(file + " cannot be read");
        }
    }
}
