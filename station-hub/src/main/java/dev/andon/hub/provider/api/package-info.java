/** What the hub asks of a provider and what it gets back, whatever the dialect. */
@NullMarked
package dev.andon.hub.provider.api;

import org.jspecify.annotations.NullMarked;
