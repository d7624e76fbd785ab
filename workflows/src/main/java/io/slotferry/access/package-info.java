@NullMarked
package io.slotferry.access;

import org.jspecify.annotations.NullMarked;
