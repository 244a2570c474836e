/**
 * Which candidates may answer a request, and in which order: routes, fallbacks and policies as
 * configured. Pure.
 */
@NullMarked
package dev.andon.hub.routing.plan;

import org.jspecify.annotations.NullMarked;
