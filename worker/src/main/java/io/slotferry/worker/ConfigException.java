package io.slotferry.worker;

/** Something in the configuration is wrong. The message is one sentence for the operator and never shows a value from the file. */
final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ConfigException(String sentence) {
        super(sentence);
    }

    /** The way out is in the sentence, so no stack is kept. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
