package io.slotferry.workflow;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkflowImplementationOptions;

/** Everything a worker registers to run Slotferry's workflows. */
public final class SlotferryWorkflows {

    private SlotferryWorkflows() {}

    /**
     * How a worker reads and writes JSON. While workers are upgraded, or taken back, one reads what a newer one wrote: fields that it does not know are none of its business, where Temporal's own converter would fail the run with
     * its slots open. Requests name their unknown fields themselves.
     */
    public static DataConverter dataConverter() {
        ObjectMapper mapper = JacksonJsonPayloadConverter.newDefaultObjectMapper()
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        return DefaultDataConverter.newDefaultInstance()
                .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(mapper));
    }

    public static void registerOn(Worker worker) {
        // Input that is no JSON at all fails the run at once; without this it would be retried for ever.
        WorkflowImplementationOptions options = WorkflowImplementationOptions.newBuilder()
                .setFailWorkflowExceptionTypes(DataConverterException.class)
                .build();
        worker.registerWorkflowImplementationTypes(
                options,
                ReshardWorkflowImpl.class,
                RepairWorkflowImpl.class,
                DiagnoseWorkflowImpl.class,
                ClusterLockWorkflowImpl.class,
                UnknownType.class);
    }
}
