/** The hub's configuration: read, explained, watched, and what it needs from the machine. */
@NullMarked
package dev.andon.hub.setup;

import org.jspecify.annotations.NullMarked;
