/** Requests and tokens a minute, requests at once, and repeat storms, by owner. */
@NullMarked
package dev.andon.hub.ratelimit;

import org.jspecify.annotations.NullMarked;
