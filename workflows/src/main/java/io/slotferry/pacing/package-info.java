@NullMarked
package io.slotferry.pacing;

import org.jspecify.annotations.NullMarked;
