package io.slotferry.redis;

import java.nio.charset.StandardCharsets;

/** A key name as redis-cli would print it: printable characters as they are, others as {@code \xNN}; long ones are cut. */
final class KeyText {

    private static final int SHOWN_MAX = 80;

    private KeyText() {}

    static String of(byte[] key) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : key) {
            if (text.length() > SHOWN_MAX) {
                text.append("...");
                break;
            }
            boolean plain = b >= 0x20 && b < 0x7f && b != '"' && b != '\\';
            text.append(plain ? String.valueOf((char) b) : String.format("\\x%02x", b));
        }
        return text.append("\"").toString();
    }

    /** With its database unless that is the one every client begins in: the same name may be another key there. */
    static String of(byte[] key, int database) {
        return of(key) + (database == 0 ? "" : " of database " + database);
    }

    /** What to type before any command on a key of that database, as the beginning of an instruction. */
    static String selecting(int database) {
        return database == 0 ? "" : "SELECT " + database + " first, on both nodes: ";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
