/** The OpenAI door: chat completions, responses, embeddings and models over HTTP. */
@NullMarked
package dev.andon.hub.openai;

import org.jspecify.annotations.NullMarked;
