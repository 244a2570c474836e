/** A whole plant on one machine, with the faults a real one has. */
@NullMarked
package dev.andon.sandbox;

import org.jspecify.annotations.NullMarked;
