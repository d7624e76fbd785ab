/** Broken clusters as test data: how each is made, what must be found, how it must end. The cases are in {@code src/test/resources/scenarios}. */
@NullMarked
package io.slotferry.gallery;

import org.jspecify.annotations.NullMarked;
