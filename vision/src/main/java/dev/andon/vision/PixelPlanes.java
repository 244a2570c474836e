package dev.andon.vision;

import java.nio.FloatBuffer;

/**
 * One picture as a model takes it.
 *
 * @param width pixels per row, a multiple of 16
 * @param height rows, a multiple of 16
 * @param values direct, 3 × height × width floats 0 … 1 from its position to its limit: the red
 *     plane, the green, the blue
 */
record PixelPlanes(int width, int height, FloatBuffer values) {}
