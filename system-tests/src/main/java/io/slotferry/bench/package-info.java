/** {@code ./slotferry bench}: the same move by the server's own command line client, by a bare mover and by Slotferry, side by side. */
@NullMarked
package io.slotferry.bench;

import org.jspecify.annotations.NullMarked;
