package dev.andon.hub.account;

import dev.andon.hub.request.Refusal;

/** What a presented key turned out to be. */
public sealed interface KeyOutcome {
  /** Valid now. */
  record Known(VirtualKey key) implements KeyOutcome {}

  /** Not valid; the refusal says why without repeating what was presented. */
  record Refused(Refusal.Key refusal) implements KeyOutcome {}
}
