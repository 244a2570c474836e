package dev.andon.hub.http;

import dev.andon.hub.request.Refusal;

/** A request that cannot be handed on; carries what to tell the caller in the door's dialect. */
public final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  public BadRequestException(Refusal refusal) {
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
