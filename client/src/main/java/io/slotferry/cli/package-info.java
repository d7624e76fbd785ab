/** The command line: one class per verb, which parses, makes one call and prints the effect. Everything that knows Temporal is reached from the body of a verb only, so that {@code --help} starts without it. */
@NullMarked
package io.slotferry.cli;

import org.jspecify.annotations.NullMarked;
