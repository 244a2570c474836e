/**
 * A wall clock of its own for one process of the plant: a Java agent that adds an offset to what
 * {@code java.time} and libraries read. For tests alone; the product knows nothing of it.
 */
@NullMarked
package dev.andon.sandbox.soak.clock;

import org.jspecify.annotations.NullMarked;
