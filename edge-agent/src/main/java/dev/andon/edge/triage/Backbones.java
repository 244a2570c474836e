package dev.andon.edge.triage;

import dev.andon.vision.PatchBundle;
import dev.andon.vision.PatchModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the backbone of patch memories: the one that was named, else the one that lies beside. */
public final class Backbones {
  private static final String NAME = "andon-patches";

  private Backbones() {}

  /**
   * Opens it; the caller closes it.
   *
   * @param named its folder, where one was named
   * @param triage the triage model's folder, {@code …/andon-triage/0.3.1}: beside {@code
   *     andon-triage} lies {@code andon-patches}, of which the newest version is taken
   * @throws dev.andon.vision.BundleRefusedException when it is missing, altered or unfit
   */
  public static Optional<PatchModel> open(Optional<Path> named, Path triage, int lanes) {
    return named
        .or(() -> beside(triage))
        .map(folder -> new PatchModel(PatchBundle.open(folder), lanes, 1));
  }

  private static Optional<Path> beside(Path triage) {
    Path versions = triage.toAbsolutePath().normalize().resolveSibling("..").resolve(NAME);
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(versions.normalize())) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("manifest.json")))
          .max(Comparator.comparing(Backbones::numbers));
    } catch (IOException e) {
      throw new UncheckedIOException("the backbones in " + versions + " cannot be listed", e);
    }
  }

  /** Sorts 0.10.0 behind 0.9.0. */
  private static String numbers(Path version) {
    return Stream.of(version.getFileName().toString().split("\\.", -1))
        .map(part -> "0".repeat(Math.max(0, 8 - part.length())) + part)
        .collect(Collectors.joining("."));
  }
}
