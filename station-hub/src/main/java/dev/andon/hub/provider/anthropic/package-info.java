/** Anthropic's messages. */
@NullMarked
package dev.andon.hub.provider.anthropic;

import org.jspecify.annotations.NullMarked;
