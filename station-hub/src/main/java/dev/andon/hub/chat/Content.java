package dev.andon.hub.chat;

/** What a provider is asked to do. */
public sealed interface Content permits Chat, Embed {
  /** The model or route asked for. */
  ModelName model();
}
