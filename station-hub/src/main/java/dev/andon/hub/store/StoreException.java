package dev.andon.hub.store;

/**
 * The database could not do what was asked: disk full, file not writable, or a statement that does
 * not fit the schema.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
