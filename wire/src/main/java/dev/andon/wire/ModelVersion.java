package dev.andon.wire;

/**
 * Which model judged, and how pixels became its input.
 *
 * @param name name of the bundle
 * @param version version of the bundle
 * @param preprocessing version of the pixel specification, for example {@code andon-pre-1}
 */
public record ModelVersion(String name, String version, String preprocessing) {
  public ModelVersion {
    Texts.bounded("model name", name, 128);
    Texts.bounded("model version", version, 64);
    Texts.bounded("pre-processing version", preprocessing, 64);
  }
}
