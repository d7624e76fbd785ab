package io.slotferry.redis;

/** What the first slot that was refused was told: hundreds of one batch are told the same. */
final class FirstProblem {

    private String sentence = "";
    private boolean lastsUntilGranted;

    void refused(Endpoint endpoint, String user, int slot, String error) {
        if (sentence.isEmpty()) {
            lastsUntilGranted = Refusal.noPermission(error);
            sentence = lastsUntilGranted
                    ? String.valueOf(
                            Refusal.of(endpoint, user, "CLUSTER SETSLOT", error).getMessage())
                    : endpoint + " answers SETSLOT " + slot + " with: " + error;
        }
    }

    void late(Endpoint endpoint) {
        if (sentence.isEmpty()) {
            sentence = endpoint + " takes too long for so many SETSLOTs; the rest follows";
        }
    }

    /** Empty if nothing was refused. */
    String sentence() {
        return sentence;
    }

    /** What a person does where no further try helps; empty where one may. */
    String remedy() {
        return lastsUntilGranted ? Refusal.GRANT : "";
    }
}
