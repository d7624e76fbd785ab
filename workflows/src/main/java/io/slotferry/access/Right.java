package io.slotferry.access;

import java.util.List;

/**
 * One command that a user of ours must be allowed.
 *
 * @param grant what ACL SETUSER takes, for example {@code +cluster|setslot} or {@code +migrate ~*}
 * @param harmless the command in a form that changes nothing on any server, whoever runs it: a refusal of ACL comes before any other
 * @param onlyAsked there is no such form: the server can be asked whether the user may, and it must not be tried
 */
public record Right(String grant, List<String> harmless, boolean onlyAsked) {

    public Right {
        harmless = List.copyOf(harmless);
    }

    static Right of(String grant, String... harmless) {
        return new Right(grant, List.of(harmless), false);
    }

    static Right onlyAsked(String grant, String... command) {
        return new Right(grant, List.of(command), true);
    }
}
