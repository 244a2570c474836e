/**
 * Cameras, streams, programs and video files, decoded by FFmpeg; of a live one always the newest
 * picture.
 */
@NullMarked
package dev.andon.edge.capture.camera;

import org.jspecify.annotations.NullMarked;
