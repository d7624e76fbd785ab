package io.slotferry.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "diagnose",
        description =
                "Ask every node of a cluster and report what is wrong. Changes nothing. Exit code 7 if there is a finding of severity WARNING or ERROR.")
final class DiagnoseCommand extends Verb {

    @Option(
            names = "--cluster",
            paramLabel = "NAME|HOST:PORT",
            description = "A name from the worker's configuration, or host:port[,host:port...]. Required.")
    @Nullable
    private String cluster;

    @Mixin
    private AuditOptions audit = new AuditOptions();

    @Override
    public Integer call() {
        Map<String, Object> fields = new LinkedHashMap<>();
        Fields.put(fields, "cluster", cluster);
        audit.addTo(fields, shell());
        return DiagnoseStart.diagnose(shell(), json(), fields, audit);
    }
}
