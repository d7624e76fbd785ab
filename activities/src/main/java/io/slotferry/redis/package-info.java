/**
 * The only code that talks to Redis and Valkey: direct connections to every node, one command over a batch of slots, every call with a timeout.
 */
@NullMarked
package io.slotferry.redis;

import org.jspecify.annotations.NullMarked;
