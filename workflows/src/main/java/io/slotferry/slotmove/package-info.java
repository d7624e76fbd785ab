@NullMarked
package io.slotferry.slotmove;

import org.jspecify.annotations.NullMarked;
