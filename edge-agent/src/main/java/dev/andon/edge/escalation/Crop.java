package dev.andon.edge.escalation;

import dev.andon.vision.Picture;
import dev.andon.wire.Box;
import dev.andon.wire.Image;
import dev.andon.wire.Region;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the doubtful part out of a frame: the smallest box around every doubtful region, a margin
 * around it, never beyond the frame. Stateless.
 */
final class Crop {
  private static final int QUALITY_STEP = 15;
  private static final int LOWEST_QUALITY = 40;

  private Crop() {}

  /** The part of a frame of this size that shows all regions. */
  static Box box(int width, int height, List<Region> regions, int margin) {
    Box union = regions.stream().map(Region::box).reduce(Box::union).orElseThrow();
    return new Box(
        Math.max(0, union.x1() - margin),
        Math.max(0, union.y1() - margin),
        Math.min(width, union.x2() + margin),
        Math.min(height, union.y2() + margin));
  }

  /** The encoded cut-out; empty if it is above the bound even at the lowest quality. */
  static Optional<Image> image(Picture picture, Box box, EscalationSettings settings) {
    try (Picture part = picture.crop(box)) {
      int quality = settings.jpegQuality();
      while (true) {
        byte[] bytes = part.jpeg(quality);
        if (bytes.length <= settings.maxImageBytes()) {
          return Optional.of(Image.of("image/jpeg", box, bytes));
        }
        if (quality <= LOWEST_QUALITY) {
          return Optional.empty();
        }
        quality = Math.max(LOWEST_QUALITY, quality - QUALITY_STEP);
      }
    }
  }
}
