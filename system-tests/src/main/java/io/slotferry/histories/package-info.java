/** Records histories of real runs, which every later build must be able to replay. */
@NullMarked
package io.slotferry.histories;

import org.jspecify.annotations.NullMarked;
