package io.slotferry.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** A command on one run. */
abstract class RunVerb extends Verb {

    @Parameters(
            arity = "0..1",
            paramLabel = "WORKFLOW-ID",
            description = "The run; default the only open run of type Reshard on task queue slotferry.")
    @Nullable
    String workflowId;
}
