/** What is known to be right about a frame, and the CSV it is kept in. */
@NullMarked
package dev.andon.sandbox.truth;

import org.jspecify.annotations.NullMarked;
