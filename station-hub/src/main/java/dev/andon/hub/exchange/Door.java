package dev.andon.hub.exchange;

/** Where a request came in. */
public enum Door {
  MQTT,
  CHAT_COMPLETIONS,
  RESPONSES,
  EMBEDDINGS,
  MESSAGES
}
