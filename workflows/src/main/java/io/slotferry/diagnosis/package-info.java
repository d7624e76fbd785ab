@NullMarked
package io.slotferry.diagnosis;

import org.jspecify.annotations.NullMarked;
