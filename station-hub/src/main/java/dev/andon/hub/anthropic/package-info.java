/** The Anthropic door: messages over HTTP, as Anthropic's own clients speak. */
@NullMarked
package dev.andon.hub.anthropic;

import org.jspecify.annotations.NullMarked;
