package io.slotferry.lab;

/** An error reply of a server, for example {@code MOVED 3999 127.0.0.1:6381}. */
public record RespError(String message) {

    /** Its first word. */
    public String code() {
        int blank = message.indexOf(' ');
        return blank < 0 ? message : message.substring(0, blank);
    }

    /** The address at the end of MOVED and ASK. */
    String address() {
        return message.substring(message.lastIndexOf(' ') + 1);
    }
}
