package dev.andon.hub.provider.api;

import java.io.IOException;

/** Carries a failure out of the reading of an answer; never leaves this package. */
public final class AttemptException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient AttemptFailure failure;

  public AttemptException(AttemptFailure failure) {
    super(failure.detail());
    this.failure = failure;
  }

  public AttemptFailure failure() {
    return failure;
  }
}
