package dev.andon.sandbox.truth;

/**
 * What a truth file says of one frame.
 *
 * @param file path relative to the folder of frames, with forward slashes
 * @param variant product variant, for example {@code plate}; empty when the file does not say
 * @param view camera position or recipe step; empty when the file does not say
 */
public record TruthRow(String file, String variant, String view, Truth truth) {

  public TruthRow {
    if (file.isBlank()) {
      throw new IllegalArgumentException("a truth row needs a file name");
    }
  }
}
