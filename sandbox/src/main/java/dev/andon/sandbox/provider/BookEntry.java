package dev.andon.sandbox.provider;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One request as the provider's own accounts have it.
 *
 * @param images SHA-256 of every picture in the request, in its order
 * @param key the secret the caller showed; empty if none
 * @param status the HTTP status that was sent; 0 when nothing was
 * @param answered whether a whole, usable answer was written to the caller
 * @param costMicros millionths of the currency charged; 0 unless {@code answered}
 */
public record BookEntry(
    UUID id,
    Instant receivedAt,
    List<String> images,
    String key,
    String model,
    ScriptedUsage usage,
    int status,
    boolean answered,
    long costMicros) {

  public BookEntry {
    images = List.copyOf(images);
    if (!answered && costMicros != 0) {
      throw new IllegalArgumentException("a request without an answer costs nothing");
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "BookEntry[%s, %s, %s, status=%d, answered=%s, cost=%d]"
        .formatted(id, receivedAt, model, status, answered, costMicros);
  }
}
