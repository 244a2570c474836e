/** Drawn machined parts with seeded blemishes, whose truth is known. */
@NullMarked
package dev.andon.sandbox.scenes;

import org.jspecify.annotations.NullMarked;
