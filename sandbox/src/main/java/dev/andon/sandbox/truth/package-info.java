/** What is known to be right about a frame. */
@NullMarked
package dev.andon.sandbox.truth;

import org.jspecify.annotations.NullMarked;
