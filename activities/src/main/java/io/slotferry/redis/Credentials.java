package io.slotferry.redis;

import org.jspecify.annotations.Nullable;

/**
 * A user and its password. Its text form never shows the password.
 *
 * @param user ACL user; null for the default user
 * @param password null where none is needed
 */
public record Credentials(@Nullable String user, @Nullable String password) {

    public static final Credentials NONE = new Credentials(null, null);

    /** The ACL user, by name. */
    String name() {
        return user == null ? "default" : user;
    }

    @Override
    public String toString() {
        return "Credentials[user=" + user + ", password=" + (password == null ? "none" : "hidden") + "]";
    }
}
