/** Answers that need no provider: the exact tier, behind walls that are never crossed. */
@NullMarked
package dev.andon.hub.cache;

import org.jspecify.annotations.NullMarked;
