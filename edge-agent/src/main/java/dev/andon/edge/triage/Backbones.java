package dev.andon.edge.triage;

import dev.andon.vision.BundleVersions;
import dev.andon.vision.PatchBundle;
import dev.andon.vision.PatchModel;
import java.nio.file.Path;
import java.util.Optional;

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
    Path bundles = triage.toAbsolutePath().normalize().resolveSibling("..");
    return BundleVersions.newest(bundles.resolve(NAME).normalize());
  }
}
