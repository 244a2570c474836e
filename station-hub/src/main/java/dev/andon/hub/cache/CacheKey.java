package dev.andon.hub.cache;

/**
 * Names one question and everything that separates it from others.
 *
 * @param sha256 64 lower-case hex digits
 */
public record CacheKey(String sha256) {
  public CacheKey {
    if (sha256.length() != 64) {
      throw new IllegalArgumentException("a cache key has 64 hex digits, not " + sha256.length());
    }
  }

  /** Enough of it for the trail and logs. */
  @Override
  public String toString() {
    return sha256.substring(0, 16);
  }
}
