package dev.andon.hub.request;

/** Where a request came in. */
public enum Door {
  MQTT,
  CHAT_COMPLETIONS,
  RESPONSES,
  EMBEDDINGS,
  MESSAGES
}
