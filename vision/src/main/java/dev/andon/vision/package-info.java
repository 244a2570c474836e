/**
 * Pixels in, numbers out: pictures, the pixel-exact pre-processing "andon-pre-1", the triage model
 * and its bundle. The only package, with the agent's capture, that touches OpenCV; the only one
 * that touches DJL and ONNX Runtime.
 */
@NullMarked
package dev.andon.vision;

import org.jspecify.annotations.NullMarked;
