@NullMarked
package io.slotferry.workflow;

import org.jspecify.annotations.NullMarked;
