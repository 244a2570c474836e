package dev.andon.hub.provider.api;

import java.util.Optional;
import java.util.Set;

/**
 * One of our keys at a provider. Prints without its secret.
 *
 * @param label names it in trails, metrics and logs
 * @param secret what is presented to the provider: an API key, {@code AKIA…:secret[:session]} for
 *     AWS signatures, or a service account's JSON for Vertex
 * @param weight share of the requests among the keys of a provider, above 0
 * @param models the models it may be used for, as the provider names them; empty means all
 * @param region the cloud region, where the provider has them
 * @param quotaGroup keys of one account share its quota: a 429 on one benches all
 */
public record ProviderKey(
    String label,
    String secret,
    double weight,
    Set<String> models,
    Optional<String> region,
    String quotaGroup) {
  public ProviderKey {
    models = Set.copyOf(models);
    if (label.isBlank() || secret.isBlank()) {
      throw new IllegalArgumentException("a provider key has a label and a secret");
    }
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "the weight of key " + label + " is above 0, not " + weight);
    }
  }

  /** A key for every model. */
  public static ProviderKey of(String label, String secret) {
    return new ProviderKey(label, secret, 1, Set.of(), Optional.empty(), label);
  }

  /** Whether it may be used for {@code model}. */
  public boolean serves(String model) {
    return models.isEmpty() || models.contains(model);
  }

  @Override
  public String toString() {
    return "ProviderKey[" + label + "]";
  }
}
