/**
 * Real servers on this machine: Redis and Valkey clusters, a Temporal server, workers to kill, and clients that check every answer. Used by the demo, the system tests, the benchmarks and the chaos tests.
 *
 * <p>Clients here speak RESP over bare sockets: what checks the product shares no code with it, and ASK, MOVED and TRYAGAIN are counted exactly.
 */
@NullMarked
package io.slotferry.lab;

import org.jspecify.annotations.NullMarked;
