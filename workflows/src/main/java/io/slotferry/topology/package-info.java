@NullMarked
package io.slotferry.topology;

import org.jspecify.annotations.NullMarked;
