/** How providers and their keys are doing: cool-downs, circuit breakers, expected latency. */
@NullMarked
package dev.andon.hub.routing.health;

import org.jspecify.annotations.NullMarked;
