/** Gemini's generateContent, directly and on Vertex. */
@NullMarked
package dev.andon.hub.provider.gemini;

import org.jspecify.annotations.NullMarked;
