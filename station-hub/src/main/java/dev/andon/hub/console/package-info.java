/** A page for people: what the plant is doing now. */
@NullMarked
package dev.andon.hub.console;

import org.jspecify.annotations.NullMarked;
