package dev.andon.hub.chat;

/** Why a model stopped. */
public enum FinishReason {
  /** It was done, or met a stop sequence. */
  STOP,
  /** It met the bound on tokens: the answer is truncated. */
  LENGTH,
  TOOL_CALLS,
  CONTENT_FILTER,
  /** Anything else. */
  OTHER
}
