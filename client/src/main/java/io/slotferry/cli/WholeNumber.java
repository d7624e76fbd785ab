package io.slotferry.cli;

import picocli.CommandLine.TypeConversionException;

/** A number as typed; the library would call it a long. */
final class WholeNumber {

    private WholeNumber() {}

    static Long read(String text) {
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            boolean digits = text.strip().matches("[+-]?\\d+");
            throw new TypeConversionException("'" + text + (digits ? "' is out of range" : "' is not a whole number"));
        }
    }
}
