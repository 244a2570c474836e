/** The order of stages that every request passes, whatever door it came through. */
@NullMarked
package dev.andon.hub.gateway;

import org.jspecify.annotations.NullMarked;
