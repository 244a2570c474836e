/**
 * From a camera, a stream, a video or a folder to frames; what cannot be read is skipped and
 * counted, never fatal.
 */
@NullMarked
package dev.andon.edge.capture;

import org.jspecify.annotations.NullMarked;
