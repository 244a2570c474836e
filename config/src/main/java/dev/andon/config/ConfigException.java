package dev.andon.config;

/**
 * A configuration that cannot be used. The message is complete: file, line where known, the key,
 * and what to write instead. It never holds the value of a secret.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A problem whose line is not known. */
  public ConfigException(String file, String problem) {
    super(file + ": " + problem);
  }

  /** A problem at a line, counted from 1. */
  public ConfigException(String file, int line, String problem) {
    super(file + ":" + line + ": " + problem);
  }
}
