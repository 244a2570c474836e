package dev.andon.hub.request;

/**
 * What went wrong in one attempt, across all dialects. What follows from it is a pure decision of
 * the routing.
 */
public enum ErrorClass {
  /** No connection: refused, unresolved, TLS, time-out while connecting. Nothing was sent. */
  CONNECT,
  /** Sent, but no status line within the limit. */
  HEADERS_TIMEOUT,
  /** A stream whose first token did not come within the limit. */
  FIRST_TOKEN_TIMEOUT,
  /** Bytes stopped coming. */
  IDLE_TIMEOUT,
  /** The attempt's total limit. */
  TOTAL_TIMEOUT,
  /** The connection broke after the request went out. */
  CUT,
  /** 401 or 403: the provider refuses the key. */
  CREDENTIALS,
  /** 429, with or without Retry-After. */
  RATE_LIMITED,
  /** The provider's account has no money left (402, OpenAI's insufficient_quota). */
  QUOTA_EXHAUSTED,
  /** 5xx, and Anthropic's 529. */
  SERVER,
  /** 404: the provider does not know the model. */
  MODEL_UNKNOWN,
  /** 400, 413, 422: the provider does not take this request. */
  REJECTED,
  /**
   * 200 with something that cannot be read: wrong content type, malformed or truncated JSON or
   * chunk.
   */
  MALFORMED,
  /** Readable, but not what was asked for: truncated, or not valid against the schema. */
  INVALID_ANSWER,
  /** The model refuses, or a content filter stopped it. */
  FILTERED,
  /** The caller went away or its deadline ended the attempt; says nothing about the provider. */
  CALLER
}
