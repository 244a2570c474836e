package dev.andon.edge.enrolment;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a station's models and golden frames are.
 *
 * @param bundle of the triage model
 * @param backbone of patch memories, where one is named
 * @param bank the folder of golden frames
 */
public record StationBank(Path bundle, Optional<Path> backbone, Path bank) {}
