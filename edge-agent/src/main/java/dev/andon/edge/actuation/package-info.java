/**
 * What the line is told, in time, at most once: by the station itself, by a verdict, or by the rule
 * for silence.
 */
@NullMarked
package dev.andon.edge.actuation;

import org.jspecify.annotations.NullMarked;
