package dev.andon.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * The encoded picture of an escalation: the part of the frame that holds every doubtful region.
 *
 * @param mediaType {@code image/jpeg} or {@code image/png}
 * @param crop what the picture shows, in pixels of the whole frame
 * @param sha256 64 lower-case hex digits over {@code bytes}
 * @param bytes the encoded picture, at most 16 MiB; not copied, must not be changed
 */
public record Image(String mediaType, Box crop, String sha256, byte[] bytes) {
  /** The most bytes one picture may have. */
  public static final int MAX_BYTES = 16 << 20;

  private static final Set<String> MEDIA_TYPES = Set.of("image/jpeg", "image/png");

  public Image {
    if (!MEDIA_TYPES.contains(mediaType)) {
      throw new IllegalArgumentException(
          "media type must be one of "
              + MEDIA_TYPES
              + ", but is '"
              + Texts.shortened(mediaType)
              + "'");
    }
    Ranges.inRange("image bytes", bytes.length, 1, MAX_BYTES);
    if (sha256.length() != 64) {
      throw new IllegalArgumentException("sha256 must be 64 hex digits");
    }
  }

  /** An image whose hash is computed from its bytes. */
  public static Image of(String mediaType, Box crop, byte[] bytes) {
    return new Image(mediaType, crop, hash(bytes), bytes);
  }

  /** Whether the bytes are the ones that were hashed where the image was made. */
  public boolean intact() {
    return sha256.equals(hash(bytes));
  }

  /** SHA-256 as 64 lower-case hex digits. */
  public static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Override
  public String toString() {
    return "Image[" + mediaType + ", " + crop + ", " + bytes.length + " bytes, " + sha256 + "]";
  }
}
