package dev.andon.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What hub and one station share, so that the station knows the hub's word from anybody else's: 32
 * bytes, derived from the plant's signing secret and the station's name, given to the station once
 * at enrolment. Never sent. Prints masked. Immutable, thread-safe.
 */
public final class StationKey {
  /** Bytes of a key and of the plant's signing secret. */
  public static final int BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final String STATION_KEY = "andon/v1/station-key\0";
  private static final String KEY_ID = "andon/v1/station-key-id\0";
  private static final String DOWN = "andon/v1/down\0";
  private static final int ID_BYTES = 8;

  private final SecretKeySpec key;
  private final String text;
  private final String id;

  private StationKey(byte[] bytes) {
    key = new SecretKeySpec(bytes, ALGORITHM);
    text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    byte[] named = mac(key, utf8(KEY_ID));
    id = HexFormat.of().formatHex(named, 0, ID_BYTES);
  }

  /**
   * The key of a station in the plant whose signing secret this is.
   *
   * @param plantSecret {@link #BYTES} unpredictable bytes
   */
  public static StationKey derive(byte[] plantSecret, StationId station) {
    Ranges.inRange("bytes of the plant's signing secret", plantSecret.length, BYTES, BYTES);
    SecretKeySpec secret = new SecretKeySpec(plantSecret, ALGORITHM);
    return new StationKey(mac(secret, utf8(STATION_KEY + station)));
  }

  /**
   * Reads what {@link #text} wrote; surrounding white space is ignored.
   *
   * @throws IllegalArgumentException without the text in its message
   */
  public static StationKey parse(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text.strip());
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("a station key is base64url text of 43 characters");
    }
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "a station key has " + BYTES + " bytes, but this one has " + bytes.length);
    }
    return new StationKey(bytes);
  }

  /** The key itself, 43 characters of base64url, for the station's configuration. */
  public String text() {
    return text;
  }

  /** A name for the key that tells nothing of it: 16 hex digits. */
  public String id() {
    return id;
  }

  /** Proves that {@code body} was said by the hub on {@code topic}. */
  public Signed sign(String topic, byte[] body) {
    return new Signed(Signed.HMAC_SHA256, id, proof(topic, body), body);
  }

  /**
   * Whether the message was signed with this key for this topic. Takes the same time either way.
   */
  public boolean signed(String topic, Signed message) {
    return message.algorithm().equals(Signed.HMAC_SHA256)
        && MessageDigest.isEqual(proof(topic, message.body()), message.mac());
  }

  /** No topic holds the zero byte, so no two pairs of topic and body are the same bytes. */
  private byte[] proof(String topic, byte[] body) {
    return mac(key, utf8(DOWN), utf8(topic), new byte[] {0}, body);
  }

  private static byte[] mac(SecretKeySpec key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StationKey that
        && MessageDigest.isEqual(key.getEncoded(), that.key.getEncoded());
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "StationKey[" + id + "]";
  }
}
