@NullMarked
package dev.andon.edge;

import org.jspecify.annotations.NullMarked;
