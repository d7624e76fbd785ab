package io.slotferry.lab;

import org.jspecify.annotations.Nullable;

/** Something on this machine did not do what the lab needs. The message is one sentence for a person. */
public class LabException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LabException(String message) {
        super(message);
    }

    public LabException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
