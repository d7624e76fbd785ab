package io.slotferry.topology;

/**
 * What a user lacks on a node.
 *
 * @param user ACL user; {@code default} for the default user
 * @param grant what ACL SETUSER takes, for example {@code +cluster|setslot}; {@link #LOGIN} if it is not even let in
 */
public record MissingRight(String user, String grant) {

    /** The user does not exist, is off, or has another password than the configured one. */
    public static final String LOGIN = "on >PASSWORD";
}
