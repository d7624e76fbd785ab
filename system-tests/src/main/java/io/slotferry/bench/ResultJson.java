package io.slotferry.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results for programs. */
final class ResultJson {

    private ResultJson() {}

    static Map<String, Object> of(Workload workload, List<Results> results) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("workload", workload.toString());
        json.put("slots", workload.slots);
        json.put("keys", workload.keys);
        json.put(
                "contestants",
                results.stream().map(each -> one(each, results.get(0))).toList());
        return json;
    }

    static String text(Map<String, Object> json) {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> one(Results each, Results first) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", each.name());
        json.put("seconds", each.seconds());
        json.put("medianSeconds", each.medianSeconds());
        json.put("perSecond", each.perSecond());
        json.put("timesQuickerThanTheFirst", each.timesQuickerThan(first));
        json.put("probes", each.probes());
        json.put("probeP99Ms", each.p99Ms());
        json.put("probeP999Ms", each.p999Ms());
        json.put("probeMaxMs", each.maxMs());
        json.put("historyEvents", each.historyEvents());
        json.put("historyBytes", each.historyBytes());
        json.put("workerRssBytes", each.workerRssBytes());
        return json;
    }
}
