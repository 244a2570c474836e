package dev.andon.sandbox.provider;

import dev.andon.wire.Image;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A picture in a request.
 *
 * @param sha256 over the encoded bytes, 64 lower-case hex digits
 * @param width in pixels; 0 when the bytes are no picture
 * @param height in pixels; 0 when the bytes are no picture
 */
record Pixels(String sha256, int width, int height) {

  /** The token price of a picture: 85, and 170 for each tile of 512 after scaling. */
  private static final int BASE_TOKENS = 85;

  private static final int TILE_TOKENS = 170;

  /**
   * Reads a {@code data:} URI.
   *
   * @throws IllegalArgumentException when it is none, or not base64
   */
  static Pixels ofDataUri(String uri) {
    int comma = uri.indexOf(',');
    if (!uri.startsWith("data:") || comma < 0 || !uri.substring(0, comma).endsWith(";base64")) {
      throw new IllegalArgumentException("image_url must be a data: URI with base64 here");
    }
    return ofBase64(uri.substring(comma + 1));
  }

  static Pixels ofBase64(String base64) {
    return of(Base64.getDecoder().decode(base64));
  }

  static Pixels of(byte[] encoded) {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(encoded))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (readers.hasNext()) {
        ImageReader reader = readers.next();
        reader.setInput(in, true, true);
        Pixels pixels = new Pixels(Image.hash(encoded), reader.getWidth(0), reader.getHeight(0));
        reader.dispose();
        return pixels;
      }
    } catch (IOException notAPicture) {
      // A provider would refuse it; the sandbox bills it as one tile and answers "inconclusive".
    }
    return new Pixels(Image.hash(encoded), 0, 0);
  }

  /** What OpenAI's tile rule charges in high detail. */
  int tokens() {
    double scale = Math.min(1.0, 2048.0 / Math.max(1, Math.max(width, height)));
    scale *= Math.min(1.0, 768.0 / Math.max(1, Math.min(width, height) * scale));
    int across = Math.max(1, (int) Math.ceil(width * scale / 512));
    int down = Math.max(1, (int) Math.ceil(height * scale / 512));
    return BASE_TOKENS + TILE_TOKENS * across * down;
  }
}
