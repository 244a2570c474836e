package dev.andon.sandbox.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds the triage model that came with the product. */
public final class Bundles {

  private static final String NAME = "andon-triage";

  private Bundles() {}

  /** The newest version by its number, below {@code models/bundles} of the installation. */
  public static Path newest() throws IOException {
    Path folder =
        Path.of(System.getProperty("andon.home", System.getProperty("andon.root", ".")))
            .resolve("models/bundles")
            .resolve(NAME);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("no triage model in " + folder + "; give one by --bundle");
    }
    try (Stream<Path> versions = Files.list(folder)) {
      return versions
          .filter(version -> Files.exists(version.resolve("manifest.json")))
          .max(Comparator.comparing(Bundles::numbers))
          .orElseThrow(() -> new IllegalArgumentException("no triage model in " + folder));
    }
  }

  /** Sorts 0.10.0 behind 0.9.0. */
  private static String numbers(Path version) {
    return String.join(
        ".",
        List.of(version.getFileName().toString().split("\\.", -1)).stream()
            .map(part -> "0".repeat(Math.max(0, 8 - part.length())) + part)
            .toList());
  }
}
