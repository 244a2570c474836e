/** OpenAI's chat completions and everything compatible with them, Azure among them. */
@NullMarked
package dev.andon.hub.provider.openai;

import org.jspecify.annotations.NullMarked;
