/** What travels through the hub: requests, completions, token usage and money. */
@NullMarked
package dev.andon.hub.exchange;

import org.jspecify.annotations.NullMarked;
