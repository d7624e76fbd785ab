/** {@code ./slotferry chaos}: random reshards of random clusters under random faults, judged by what clients were promised. */
@NullMarked
package io.slotferry.chaos;

import org.jspecify.annotations.NullMarked;
