package dev.andon.vision;

import java.util.Map;

/**
 * What the {@code manifest.json} of a backbone of patch memories promises.
 *
 * @param name the model's name
 * @param version the model's version
 * @param preprocessing the name of the pre-processing that makes its input
 * @param stride8 channels of the output of that name, 1 … 1024
 * @param stride16 likewise
 * @param files every file that is checked, by its name
 */
public record PatchManifest(
    String name,
    String version,
    String preprocessing,
    int stride8,
    int stride16,
    Map<String, Manifest.FileEntry> files) {

  /** Refuses channels out of range. */
  public PatchManifest {
    files = Map.copyOf(files);
    check("stride8", stride8);
    check("stride16", stride16);
  }

  private static void check(String output, int channels) {
    if (channels < 1 || channels > 1024) {
      throw new IllegalArgumentException(
          "outputs." + output + ".channels must be 1 … 1024, got " + channels);
    }
  }

  /** Floats of one patch. */
  public int size() {
    return stride8 + stride16;
  }
}
