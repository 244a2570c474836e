package dev.andon.hub.ingest;

import dev.andon.wire.Box;
import dev.andon.wire.Comparison;
import dev.andon.wire.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Real encoded pictures. */
public final class Drawn {
  private Drawn() {}

  /** A whole picture of that kind, {@code png} or {@code jpeg}; another seed, other bytes. */
  public static byte[] picture(String kind, int width, int height, int seed) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (x * 31 + y * 17) * (seed + 3) & 0xFFFFFF);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, kind, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /** What a station draws, for a cut-out. */
  public static Comparison.Shown comparison(Box shows, int seed) {
    return new Comparison.Shown(Image.of("image/jpeg", shows, picture("jpeg", 512, 252, seed)));
  }
}
