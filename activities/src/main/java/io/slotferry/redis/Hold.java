package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;

/** What to do with slots that cannot go on. */
interface Hold {

    void hold(SlotSet slots, MigrateReply reply, String text);
}
