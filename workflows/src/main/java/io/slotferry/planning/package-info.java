@NullMarked
package io.slotferry.planning;

import org.jspecify.annotations.NullMarked;
