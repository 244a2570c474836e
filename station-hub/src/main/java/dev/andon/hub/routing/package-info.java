/**
 * Which provider, model and key answers a request, what follows from a failure, and the one
 * deadline over all attempts. Decisions are pure; waiting and asking happen behind two narrow
 * interfaces.
 */
@NullMarked
package dev.andon.hub.routing;

import org.jspecify.annotations.NullMarked;
