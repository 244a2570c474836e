package dev.andon.hub.provider;

/** What a provider speaks, and where it lives unless the configuration says otherwise. */
public enum ProviderKind {
  OPENAI,
  /** Anything that speaks OpenAI's dialect: vLLM, Ollama, OpenRouter, Mistral … */
  COMPATIBLE,
  AZURE,
  ANTHROPIC,
  GEMINI,
  VERTEX,
  BEDROCK;

  /** The kind that a provider's name tells of; unknown names are compatible with OpenAI. */
  static ProviderKind named(String provider) {
    for (ProviderKind kind : values()) {
      if (kind.name().equalsIgnoreCase(provider)) {
        return kind;
      }
    }
    return COMPATIBLE;
  }
}
