package dev.andon.hub.routing.plan;

/**
 * A provider's model that may answer.
 *
 * @param provider the provider's name in the configuration
 * @param model the model as the provider names it
 */
public record Candidate(String provider, String model) {
  public Candidate {
    if (provider.isBlank() || model.isBlank()) {
      throw new IllegalArgumentException(
          "a candidate is written provider/model, not '" + provider + "/" + model + "'");
    }
  }

  /**
   * Reads {@code provider/model}.
   *
   * @throws IllegalArgumentException if there is no slash
   */
  public static Candidate parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0) {
      throw new IllegalArgumentException(
          "'" + text + "' names no provider; write provider/model, such as openai/gpt-4o-mini");
    }
    return new Candidate(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return provider + "/" + model;
  }
}
