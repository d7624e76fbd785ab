/**
 * The composition root: reads the worker's configuration, connects to Temporal and serves workflows and activities until it is told to stop. The only place that knows where secrets come from.
 */
@NullMarked
package io.slotferry.worker;

import org.jspecify.annotations.NullMarked;
