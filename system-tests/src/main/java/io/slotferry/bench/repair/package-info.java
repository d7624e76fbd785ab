/** {@code ./slotferry bench repair}: cases of the gallery mended by the server's own {@code --cluster fix} and by Slotferry. */
@NullMarked
package io.slotferry.bench.repair;

import org.jspecify.annotations.NullMarked;
