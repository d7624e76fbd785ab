package io.slotferry.bench;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Workloads as they are typed. */
final class WorkloadName implements ITypeConverter<Workload>, Iterable<String> {

    @Override
    public Workload convert(String word) {
        return Stream.of(Workload.values())
                .filter(each -> each.toString().equals(word))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(word + " is none of "
                        + String.join(", ", () -> Stream.of(Workload.values())
                                .map(each -> (CharSequence) each.toString())
                                .iterator())));
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Workload.values()).map(Workload::toString).iterator();
    }
}
