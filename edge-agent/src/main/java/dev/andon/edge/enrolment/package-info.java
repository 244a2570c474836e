/** The station's own last frames, and golden frames made of them by the people at the line. */
@NullMarked
package dev.andon.edge.enrolment;

import org.jspecify.annotations.NullMarked;
