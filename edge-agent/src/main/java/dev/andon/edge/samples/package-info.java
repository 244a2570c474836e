/** Pictures that a station still has, with what was said about them, as a data set for learning. */
@NullMarked
package dev.andon.edge.samples;

import org.jspecify.annotations.NullMarked;
