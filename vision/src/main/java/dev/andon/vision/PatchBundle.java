package dev.andon.vision;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The bundle of a backbone of patch memories that was checked: every file that its manifest lists
 * is there with its length and hash, and the model takes and gives what the manifest says.
 * Immutable.
 *
 * @param directory where the bundle lies
 * @param manifest what it promises
 * @param onnx the verified bytes of {@code model.onnx}
 */
public record PatchBundle(Path directory, PatchManifest manifest, byte[] onnx) {
  /** The kind that its manifest names; a triage model's manifest names none. */
  static final String KIND = "patches";

  /**
   * Whether a folder says that it is such a bundle; what else is wrong with it {@link #open} says.
   */
  public static boolean isOne(Path directory) {
    try {
      return Bundle.manifest(directory, ManifestReader::kind).equals(KIND);
    } catch (BundleRefusedException unreadable) {
      return false;
    }
  }

  /**
   * Opens and checks a bundle.
   *
   * @param directory holds {@code manifest.json} and the files that it lists
   * @throws BundleRefusedException for anything missing, altered or unfit
   */
  public static PatchBundle open(Path directory) {
    PatchManifest manifest = Bundle.manifest(directory, ManifestReader::readPatches);
    if (!manifest.preprocessing().equals(PatchPreprocessing.VERSION)) {
      throw new BundleRefusedException(
          directory,
          "it needs the pre-processing \""
              + manifest.preprocessing()
              + "\", this version has \""
              + PatchPreprocessing.VERSION
              + "\" only");
    }
    manifest.files().forEach((name, entry) -> Bundle.verify(directory, name, entry));
    if (!manifest.files().containsKey(Bundle.MODEL)) {
      throw new BundleRefusedException(directory, "its manifest lists no files." + Bundle.MODEL);
    }
    byte[] onnx = Bundle.verify(directory, Bundle.MODEL, manifest.files().get(Bundle.MODEL));
    checkModel(directory, manifest, Bundle.header(directory, onnx));
    return new PatchBundle(directory, manifest, onnx);
  }

  private static void checkModel(Path directory, PatchManifest manifest, OnnxHeader header) {
    Map<String, List<Long>> outputs = header.outputs();
    Bundle.checkShape(directory, "input", "pixels", header.inputs(), shape(3));
    Bundle.checkShape(directory, "output", "stride8", outputs, shape(manifest.stride8()));
    Bundle.checkShape(directory, "output", "stride16", outputs, shape(manifest.stride16()));
  }

  private static List<Long> shape(long channels) {
    return List.of(1L, channels, -1L, -1L);
  }

  /** Name, version and pre-processing, without the bytes. */
  @Override
  public String toString() {
    return manifest.name() + " " + manifest.version() + " (" + manifest.preprocessing() + ")";
  }
}
