package dev.andon.hub.request;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The id of one request, a UUIDv7: it sorts by time. For an escalation it is the escalation's own
 * id, created at the edge.
 *
 * @param uuid version 7
 */
public record RequestId(UUID uuid) {
  public RequestId {
    if (uuid.version() != 7) {
      throw new IllegalArgumentException(
          "a request id is a UUID of version 7, not " + uuid.version());
    }
  }

  /**
   * A new id.
   *
   * @param epochMillis the wall clock
   * @param random 74 random bits are taken from it
   */
  public static RequestId create(long epochMillis, RandomGenerator random) {
    long high = (epochMillis << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new RequestId(new UUID(high, low));
  }

  /**
   * The id written in {@code text}.
   *
   * @throws IllegalArgumentException if it is no UUIDv7
   */
  public static RequestId parse(String text) {
    return new RequestId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return uuid.toString();
  }
}
