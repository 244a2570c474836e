@NullMarked
package dev.andon.wire;

import org.jspecify.annotations.NullMarked;
