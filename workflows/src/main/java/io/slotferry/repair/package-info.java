/** What is broken about a slot to the steps that mend it: pure, from what all nodes show. */
@NullMarked
package io.slotferry.repair;

import org.jspecify.annotations.NullMarked;
