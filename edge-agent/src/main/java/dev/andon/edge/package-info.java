/** One process per camera station: the composition root of the agent. */
@NullMarked
package dev.andon.edge;

import org.jspecify.annotations.NullMarked;
