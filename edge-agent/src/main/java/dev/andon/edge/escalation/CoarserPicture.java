package dev.andon.edge.escalation;

import dev.andon.vision.Decoding;
import dev.andon.vision.Picture;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import java.util.Optional;

/** The same escalation in fewer bytes: a lower JPEG quality, never fewer pixels. Stateless. */
public final class CoarserPicture {
  private static final int[] QUALITIES = {70, 55, 40, 25};

  private CoarserPicture() {}

  /**
   * Encodes the picture again, a little coarser each time.
   *
   * @param excess bytes that the picture is too large by, above 0
   * @return empty where no quality that still shows something is enough
   */
  public static Optional<Escalation> of(Escalation escalation, long excess) {
    Image image = escalation.image();
    long wanted = image.bytes().length - excess;
    if (wanted <= 0
        || !(Picture.decode(image.bytes(), "cut-out") instanceof Decoding.Decoded(var decoded))) {
      return Optional.empty();
    }
    try (Picture picture = decoded) {
      for (int quality : QUALITIES) {
        byte[] bytes = picture.jpeg(quality);
        if (bytes.length <= wanted) {
          return Optional.of(escalation.with(Image.of("image/jpeg", image.crop(), bytes)));
        }
      }
    }
    return Optional.empty();
  }
}
