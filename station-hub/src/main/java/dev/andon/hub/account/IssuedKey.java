package dev.andon.hub.account;

/**
 * A key with its secret, which is shown this once and cannot be shown again. Prints masked.
 *
 * @param secret what the caller presents
 */
public record IssuedKey(VirtualKey key, String secret) {
  @Override
  public String toString() {
    return "IssuedKey[" + key.id() + ", ***]";
  }
}
