@NullMarked
package dev.andon.edge.machine;

import org.jspecify.annotations.NullMarked;
