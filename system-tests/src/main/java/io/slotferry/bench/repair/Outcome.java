package io.slotferry.bench.repair;

/**
 * What became of one trial.
 *
 * @param healed all nodes agree, nothing is open, every key is with its owner
 * @param lost keys of which no copy is left anywhere
 * @param unreachable keys that a client does not get, lost ones among them
 * @param wrongNil answers of nil to the reader for a key that it had read before in this trial
 * @param seconds what the healer took
 */
record Outcome(boolean healed, int lost, int unreachable, long wrongNil, double seconds) {}
