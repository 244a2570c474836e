/** One camera station: how its parts are put together, configured, measured and watched. */
@NullMarked
package dev.andon.edge;

import org.jspecify.annotations.NullMarked;
