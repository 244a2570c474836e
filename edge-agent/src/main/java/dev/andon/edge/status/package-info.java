/**
 * What a person sees of a station: its state, its page, and the page on which golden frames are
 * made. Read-only but for enrolment, which asks for the operator token.
 */
@NullMarked
package dev.andon.edge.status;

import org.jspecify.annotations.NullMarked;
