package dev.andon.vision;

import java.nio.file.Path;

/** The backbone of patch memories that is shipped. */
final class ShippedBackbone {
  private ShippedBackbone() {}

  static Path directory() {
    return Path.of(System.getProperty("andon.root"), "models/bundles/andon-patches/0.1.0");
  }

  static PatchModel open() {
    return new PatchModel(PatchBundle.open(directory()));
  }
}
