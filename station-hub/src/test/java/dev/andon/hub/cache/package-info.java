@NullMarked
package dev.andon.hub.cache;

import org.jspecify.annotations.NullMarked;
