/** The hub put together: configuration, composition, commands. */
@NullMarked
package dev.andon.hub;

import org.jspecify.annotations.NullMarked;
