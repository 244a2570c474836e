/** From a frame to what the station knows about it: confident, or unsure about some regions. */
@NullMarked
package dev.andon.edge.triage;

import org.jspecify.annotations.NullMarked;
