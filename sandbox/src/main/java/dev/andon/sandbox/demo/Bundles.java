package dev.andon.sandbox.demo;

import dev.andon.vision.BundleVersions;
import java.nio.file.Path;

/** Finds the triage model that came with the product. */
public final class Bundles {

  private static final String NAME = "andon-triage";

  private Bundles() {}

  /** The newest version by its number, below {@code models/bundles} of the installation. */
  public static Path newest() {
    Path folder =
        Path.of(System.getProperty("andon.home", System.getProperty("andon.root", ".")))
            .resolve("models/bundles")
            .resolve(NAME);
    return BundleVersions.newest(folder)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no triage model in " + folder + "; give one by --bundle"));
  }
}
