@NullMarked
package dev.andon.hub.openai;

import org.jspecify.annotations.NullMarked;
