package dev.andon.wire;

/**
 * A payload of the hub with the proof that the hub wrote it: what travels on every {@code down/…}
 * topic. The broker between hub and station is trusted to carry, not to speak.
 *
 * <p>The proof is carried inside the payload and not as an MQTT property, because bridges between
 * brokers drop those.
 *
 * @param algorithm how {@code mac} was made; {@link #HMAC_SHA256} is the only one known
 * @param keyId which key, see {@link StationKey#id}; so that a station with two says which is wrong
 * @param mac the proof, 16 to 64 bytes, see {@link StationKey#sign}; not copied
 * @param body the payload that is proved, as {@link WireCodec#encode} wrote it, 1 byte to 1 MiB;
 *     not copied
 */
public record Signed(String algorithm, String keyId, byte[] mac, byte[] body)
    implements WireMessage {
  /** HMAC-SHA-256 (RFC 2104) over domain, topic and body. */
  public static final String HMAC_SHA256 = "hmac-sha256";

  /** The most bytes that may be signed; the largest verdict has some 100 KB. */
  public static final int MAX_BODY = 1 << 20;

  public Signed {
    Texts.bounded("algorithm", algorithm, 32);
    Texts.bounded("key_id", keyId, 64);
    Ranges.inRange("mac bytes", mac.length, 16, 64);
    Ranges.inRange("signed bytes", body.length, 1, MAX_BODY);
  }

  @Override
  public String toString() {
    return "Signed[" + algorithm + ", key " + keyId + ", " + body.length + " bytes]";
  }
}
