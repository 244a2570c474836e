package dev.andon.vision;

/**
 * How the pixels of a file become eight bits a channel. A station declares it once; nothing is
 * guessed from a picture, because a dark part would then look bright.
 *
 * @param bits significant bits of channels that are stored in sixteen: 10, 12, 14 or 16
 * @param background {@code 0xRRGGBB} behind transparent pixels
 */
public record PixelRules(int bits, int background) {
  /** All sixteen bits count; transparent pixels lie on white. */
  public static final PixelRules DEFAULT = new PixelRules(16, 0xFFFFFF);

  /** Refuses depths that no camera has. */
  public PixelRules {
    if (bits != 10 && bits != 12 && bits != 14 && bits != 16) {
      throw new IllegalArgumentException("bits must be 10, 12, 14 or 16, but is " + bits);
    }
    if (background < 0 || background > 0xFFFFFF) {
      throw new IllegalArgumentException(
          "a background has three bytes, red, green and blue, but is " + background);
    }
  }

  /** Reads {@code #rrggbb}. */
  public static int colour(String written) {
    if (!written.matches("#[0-9a-fA-F]{6}")) {
      throw new IllegalArgumentException(
          "a colour is written #rrggbb, for example #ffffff, but is '" + written + "'");
    }
    return Integer.parseInt(written.substring(1), 16);
  }
}
