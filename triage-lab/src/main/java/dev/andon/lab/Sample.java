package dev.andon.lab;

import java.nio.file.Path;

/**
 * A picture in a file, and what it is.
 *
 * @param file where it lies
 * @param name what reports call it
 * @param bad whether it shows a defect
 */
record Sample(Path file, String name, boolean bad) {}
