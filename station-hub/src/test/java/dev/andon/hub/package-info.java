@NullMarked
package dev.andon.hub;

import org.jspecify.annotations.NullMarked;
