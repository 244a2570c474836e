package dev.andon.sandbox.provider;

import dev.andon.sandbox.truth.SceneTruth;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What is right about a picture, found by the SHA-256 of its encoded bytes. The sandbox fills it
 * with what it sees at the uplink, before the hub can ask; boxes are in pixels of that picture.
 * Thread-safe.
 */
public final class TruthBook {

  private final Map<String, SceneTruth> truths = new ConcurrentHashMap<>();
  private final Function<String, Optional<SceneTruth>> otherwise;

  /** Knows what it is told, and nothing of other pictures. */
  public TruthBook() {
    this(sha256 -> Optional.empty());
  }

  /**
   * @param otherwise what is right about a picture of which nobody told, by its SHA-256
   */
  public TruthBook(Function<String, Optional<SceneTruth>> otherwise) {
    this.otherwise = otherwise;
  }

  /**
   * Learns what is right about a picture.
   *
   * @param sha256 64 lower-case hex digits over the encoded bytes
   */
  public void learn(String sha256, SceneTruth truth) {
    truths.put(sha256, truth);
  }

  /** Empty when nobody told. */
  public Optional<SceneTruth> about(String sha256) {
    return Optional.ofNullable(truths.get(sha256)).or(() -> otherwise.apply(sha256));
  }
}
