package dev.andon.hub.provider;

import java.io.IOException;

/** Carries a failure out of the reading of an answer; never leaves this package. */
final class AttemptException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient AttemptFailure failure;

  AttemptException(AttemptFailure failure) {
    super(failure.detail());
    this.failure = failure;
  }

  AttemptFailure failure() {
    return failure;
  }
}
