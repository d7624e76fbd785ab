package io.slotferry.lab;

import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers among the options of a tool, refused in an operator's words: the library calls them an int or a long. */
public final class WholeNumbers {

    private WholeNumbers() {}

    /** The same command line. */
    public static CommandLine in(CommandLine line) {
        return line.registerConverter(int.class, reader(Integer::valueOf))
                .registerConverter(long.class, reader(Long::valueOf));
    }

    private static <T> ITypeConverter<T> reader(Function<String, T> read) {
        return text -> {
            try {
                return read.apply(text);
            } catch (NumberFormatException e) {
                boolean digits = text.matches("[+-]?\\d+");
                throw new TypeConversionException(
                        "'" + text + (digits ? "' is out of range" : "' is not a whole number"));
            }
        };
    }
}
