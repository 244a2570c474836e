/**
 * From doubt to a question: the doubtful part of the frame is cut out, encoded and given an id —
 * unless the part has been asked about already, or too much is being asked.
 */
@NullMarked
package dev.andon.edge.escalation;

import org.jspecify.annotations.NullMarked;
