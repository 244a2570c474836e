package dev.andon.vision;

/**
 * Bounds that an encoded picture must keep before a pixel of it is decoded.
 *
 * @param maxBytes longest file in bytes, above 0
 * @param maxPixels most declared pixels (width × height), above 0; a decoded picture takes three
 *     bytes each
 */
public record DecodeLimits(long maxBytes, long maxPixels) {
  /** 20 MB and 50 million pixels: 150 MB decoded at the most. */
  public static final DecodeLimits DEFAULT = new DecodeLimits(20_000_000, 50_000_000);

  /** Refuses bounds that would let nothing pass. */
  public DecodeLimits {
    if (maxBytes <= 0 || maxPixels <= 0) {
      throw new IllegalArgumentException(
          "decode limits must be above 0, got " + maxBytes + " bytes, " + maxPixels + " pixels");
    }
  }
}
