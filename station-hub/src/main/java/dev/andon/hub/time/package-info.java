/** Clocks, deadlines and work that is done again and again. */
@NullMarked
package dev.andon.hub.time;

import org.jspecify.annotations.NullMarked;
