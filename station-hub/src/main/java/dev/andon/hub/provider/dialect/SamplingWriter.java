package dev.andon.hub.provider.dialect;

import dev.andon.hub.chat.Sampling;
import dev.andon.hub.json.JsonWriter;
import java.util.Optional;

/**
 * Writes how tokens are drawn, under a dialect's names; what has no name in it is left out.
 * Immutable, thread-safe.
 *
 * @param maxTokens empty where the dialect writes the bound itself
 */
public record SamplingWriter(
    Optional<String> maxTokens,
    String temperature,
    String topP,
    Optional<String> n,
    Optional<String> seed,
    String stop) {

  public void write(JsonWriter json, Sampling sampling) {
    maxTokens.ifPresent(name -> json.field(name, sampling.maxTokens()));
    json.field(temperature, sampling.temperature());
    json.field(topP, sampling.topP());
    n.ifPresent(name -> json.field(name, sampling.n()));
    seed.ifPresent(name -> json.field(name, sampling.seed()));
    if (!sampling.stop().isEmpty()) {
      json.strings(stop, sampling.stop());
    }
  }
}
