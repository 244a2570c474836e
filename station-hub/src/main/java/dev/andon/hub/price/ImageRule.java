package dev.andon.hub.price;

import java.util.OptionalInt;

/**
 * How a provider counts an image, from its pixel size alone. An image whose size is not known (a
 * URL) counts at {@link #maximum}. Sources: the providers' public pages on image and vision token
 * counting.
 */
public sealed interface ImageRule {
  /** Tokens of the largest image the provider can count. */
  long maximum();

  /** Tokens of an image of that size in pixels, never below what the provider counts. */
  long tokens(int width, int height);

  /** As {@link #tokens(int, int)}, or {@link #maximum} where either side is unknown. */
  default long tokens(OptionalInt width, OptionalInt height) {
    return width.isPresent() && height.isPresent()
        ? tokens(width.getAsInt(), height.getAsInt())
        : maximum();
  }

  /**
   * OpenAI's tiles: fitted into 2048×2048, shorter side to 768, then a base and so much per
   * 512-pixel tile. Upscaling is not assumed; {@code detail: low} costs the base alone and is
   * bounded by the same figure.
   */
  record OpenAiTiles(long base, long perTile) implements ImageRule {
    private static final int FIT = 2048;
    private static final int SHORT_SIDE = 768;
    private static final int TILE = 512;

    @Override
    public long maximum() {
      return base + perTile * 8;
    }

    @Override
    public long tokens(int width, int height) {
      Pixels.check(width, height);
      double fit = Math.min(1, FIT / (double) Math.max(width, height));
      double scale = Math.min(fit, SHORT_SIDE / (double) Math.min(width, height));
      return Math.min(
          maximum(),
          base + perTile * Pixels.tiles(width * scale, TILE) * Pixels.tiles(height * scale, TILE));
    }
  }

  /**
   * OpenAI's 32-pixel patches, at most {@code maxPatches} after scaling, times a factor in
   * hundredths.
   */
  record OpenAiPatches(long maxPatches, long hundredths) implements ImageRule {
    private static final int PATCH = 32;

    @Override
    public long maximum() {
      return Math.ceilDiv(maxPatches * hundredths, 100L);
    }

    @Override
    public long tokens(int width, int height) {
      Pixels.check(width, height);
      long patches = Math.min(maxPatches, Pixels.tiles(width, PATCH) * Pixels.tiles(height, PATCH));
      return Math.ceilDiv(patches * hundredths, 100L);
    }
  }

  /** Anthropic's width × height ÷ 750, up to the size it scales images down to. */
  record AnthropicArea(long maximum) implements ImageRule {
    private static final int PIXELS_PER_TOKEN = 750;

    @Override
    public long tokens(int width, int height) {
      Pixels.check(width, height);
      return Math.min(maximum, Math.ceilDiv((long) width * height, (long) PIXELS_PER_TOKEN));
    }
  }

  /**
   * Gemini's 258 tokens for a small image, else per tile of two thirds of the shorter side, 256 to
   * 768 pixels.
   */
  record GeminiTiles(long perTile, long maxTiles) implements ImageRule {
    private static final int SMALL = 384;

    @Override
    public long maximum() {
      return perTile * maxTiles;
    }

    @Override
    public long tokens(int width, int height) {
      Pixels.check(width, height);
      if (width <= SMALL && height <= SMALL) {
        return perTile;
      }
      int unit = Math.clamp(Math.min(width, height) * 2L / 3, 256, 768);
      return Math.min(maximum(), perTile * Pixels.tiles(width, unit) * Pixels.tiles(height, unit));
    }
  }

  /** The same for each image. */
  record Fixed(long maximum) implements ImageRule {
    @Override
    public long tokens(int width, int height) {
      Pixels.check(width, height);
      return maximum;
    }
  }

  /** Bounds and tiles of pixel sizes. */
  final class Pixels {
    private static final int MAX_SIDE = 1 << 20;

    private Pixels() {}

    static void check(int width, int height) {
      if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
        throw new IllegalArgumentException(
            "an image of "
                + width
                + "x"
                + height
                + " pixels; each side must be from 1 to "
                + MAX_SIDE);
      }
    }

    static long tiles(double side, int tile) {
      return (long) Math.ceil(side / tile);
    }
  }
}
