/**
 * A request on its way through the gateway: who asks, through which door, by when, and what came of
 * it. Values only.
 */
@NullMarked
package dev.andon.hub.request;

import org.jspecify.annotations.NullMarked;
