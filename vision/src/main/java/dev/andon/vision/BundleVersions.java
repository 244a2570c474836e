package dev.andon.vision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The versions of one bundle, each in a folder of that name. */
public final class BundleVersions {
  private BundleVersions() {}

  /**
   * The newest by its number, 0.10.0 after 0.9.0.
   *
   * @param folder holds folders with {@code manifest.json}; may be absent
   * @throws UncheckedIOException where it cannot be listed
   */
  public static Optional<Path> newest(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(folder)) {
      return versions
          .filter(version -> Files.exists(version.resolve("manifest.json")))
          .max(Comparator.comparing(BundleVersions::sortable));
    } catch (IOException e) {
      throw new UncheckedIOException("the bundles in " + folder + " cannot be listed", e);
    }
  }

  private static String sortable(Path version) {
    return Stream.of(version.getFileName().toString().split("\\.", -1))
        .map(part -> "0".repeat(Math.max(0, 8 - part.length())) + part)
        .collect(Collectors.joining("."));
  }
}
