package dev.andon.hub.ingest.verdict;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.gateway.ImageSize;
import dev.andon.wire.Comparison;
import dev.andon.wire.Image;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Whether a comparison may be kept and shown: a whole picture of its kind that costs no more than
 * was told. A provider that refuses a broken picture would refuse the question with it. Pure.
 */
public final class ComparisonCheck {
  private static final byte[] PNG_END = "IEND".getBytes(StandardCharsets.US_ASCII);
  private static final int CHECKSUM = 4;

  private ComparisonCheck() {}

  /**
   * Why it is dropped.
   *
   * @param code one of {@code unreadable}, {@code image_hash}, {@code no_picture}, {@code
   *     too_large}
   */
  public record Problem(String code, String detail) {}

  public static Optional<Problem> problem(Comparison comparison) {
    return switch (comparison) {
      case Comparison.None _ -> Optional.empty();
      case Comparison.Unusable(String why) -> Optional.of(new Problem("unreadable", why));
      case Comparison.Shown(Image picture) -> problem(picture);
    };
  }

  private static Optional<Problem> problem(Image picture) {
    if (!picture.intact()) {
      return Optional.of(new Problem("image_hash", "the picture is not the one hashed"));
    }
    Optional<ImageSize> size =
        ImageSize.of(new ImageBytes.Raw(ByteSlice.of(picture.bytes()))).filter(_ -> whole(picture));
    if (size.isEmpty()) {
      return Optional.of(new Problem("no_picture", "no whole picture of " + picture.mediaType()));
    }
    return size.filter(s -> Math.max(s.width(), s.height()) > Comparison.MAX_SIDE)
        .map(
            s ->
                new Problem(
                    "too_large",
                    "%d x %d pixels; at most %d each way"
                        .formatted(s.width(), s.height(), Comparison.MAX_SIDE)));
  }

  /** Begins and ends as its kind does. */
  private static boolean whole(Image picture) {
    byte[] bytes = picture.bytes();
    int length = bytes.length;
    return switch (picture.mediaType()) {
      case "image/jpeg" ->
          (bytes[0] & 0xFF) == 0xFF
              && (bytes[length - 2] & 0xFF) == 0xFF
              && (bytes[length - 1] & 0xFF) == 0xD9;
      case "image/png" ->
          (bytes[0] & 0xFF) == 0x89
              && Arrays.equals(
                  PNG_END,
                  0,
                  PNG_END.length,
                  bytes,
                  length - CHECKSUM - PNG_END.length,
                  length - CHECKSUM);
      default -> false;
    };
  }
}
