/** {@code ./slotferry demo}: the whole story on one machine, with a worker killed on the way. */
@NullMarked
package io.slotferry.demo;

import org.jspecify.annotations.NullMarked;
