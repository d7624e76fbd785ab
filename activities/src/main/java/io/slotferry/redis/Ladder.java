package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.redis.KeyLists.Listed;
import io.slotferry.slotmove.MigrateReply;

/** What to do about a MIGRATE that did not answer OK, once nothing else is under way. */
final class Ladder {

    record Trouble(Listed entry, MigrateReply reply, String text) {}

    private final Way way;
    private final Pass pass;

    Ladder(Way way, Pass pass) {
        this.way = way;
        this.pass = pass;
    }

    /** An error may hide partial success, so only what was asked key by key is counted; the next listing tells what is left. */
    void climb(Trouble met) {
        Listed entry = met.entry;
        SlotSet slot = SlotSet.of(entry.slot());
        switch (met.reply) {
            case BUSY_KEY -> {
                MigrateReply worst = resolved(entry);
                if (!worst.gone()
                        && (entry.keys().size() == 1 || !way.unknowns().narrows(entry, worst, met.text))) {
                    pass.hold().hold(slot, worst, met.text);
                }
            }
            case UNKNOWN -> way.unknowns().add(entry, met.text);
            default -> {
                String text = Remedy.added(
                        met.text, way.source().endpoint(), way.target().endpoint());
                if (MigrateReply.loginFailed(met.text)) {
                    strangers(entry, met.reply, text);
                } else if (!way.unknowns().narrows(entry, met.reply, text)) {
                    pass.hold().hold(slot, met.reply, text);
                }
            }
        }
    }

    private MigrateReply resolved(Listed entry) {
        BusyKeys.Resolved resolved =
                way.busy().resolve(entry.slot(), way.database(), entry.keys(), way.doubts(), pass.stopped());
        pass.meter().left(entry.slot(), resolved.gone());
        return resolved.worst();
    }

    /** The keys may have arrived although the login failed. With a new password they go at once; without, what came goes back, and nothing else is tried: a client that deletes such a key on the source would meet it again on the target. */
    private void strangers(Listed entry, MigrateReply reply, String text) {
        if (way.migrate().renewed() && resolved(entry).gone()) {
            return;
        }
        pass.meter().left(entry.slot(), way.busy().takeBack(entry.slot(), entry.keys(), way.doubts()));
        way.doubts().settle();
        pass.hold().hold(pass.due(), reply, text);
    }

    /** The late bytes of what went unanswered must not arrive after the next try (E2); and none follows while the target takes nothing. */
    void unknownOutcome(String text) {
        if (way.unknowns().mayGoOn()) {
            Fence.cutOffMigrate(way.target(), way.migrate().sourceHosts());
            way.doubts().settle();
        } else {
            pass.hold()
                    .hold(
                            pass.due(),
                            MigrateReply.WAIT,
                            "the target " + way.target().endpoint() + " does not answer the source (" + text + ")");
        }
    }
}
