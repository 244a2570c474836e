package dev.andon.hub.json;

/** A body that is not the JSON that was asked for. The message names the place, not the value. */
public final class BadJson extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadJson(String message) {
    super(message, null, false, false);
  }
}
