package dev.andon.vision;

/**
 * What came of decoding a picture: wrong files are expected on a line, so they are an outcome and
 * no exception.
 */
public sealed interface Decoding {

  /**
   * The picture.
   *
   * @param picture the decoded pixels; the receiver closes it
   */
  record Decoded(Picture picture) implements Decoding {}

  /**
   * No picture.
   *
   * @param reason what is wrong with which file, and the bound it broke if there is one; contains
   *     no pixels
   */
  record Refused(String reason) implements Decoding {}
}
