package dev.andon.hub.chat;

import dev.andon.hub.money.TokenUsage;

/** What a provider answered. */
public sealed interface Reply permits Completion, Embedding {
  /** The model that answered, as the provider names it. */
  String model();

  /** Tokens used. */
  TokenUsage usage();
}
