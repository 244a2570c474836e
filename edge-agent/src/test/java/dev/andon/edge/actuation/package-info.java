@NullMarked
package dev.andon.edge.actuation;

import org.jspecify.annotations.NullMarked;
