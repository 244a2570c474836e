package dev.andon.sandbox.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/** Files that look like PNG images of 1280 by 720 pixels and have any size. */
final class Pictures {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;
  private static final int HEADER = 29;

  private Pictures() {}

  /** About {@code chars} characters of base64. */
  static String base64(int chars) {
    byte[] file = new byte[Math.max(HEADER, chars / 4 * 3)];
    new Random(1).nextBytes(file);
    ByteBuffer header = ByteBuffer.wrap(file);
    header.put("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    header.putInt(13).put("IHDR".getBytes(StandardCharsets.US_ASCII));
    header.putInt(WIDTH).putInt(HEIGHT);
    return Base64.getEncoder().encodeToString(file);
  }
}
