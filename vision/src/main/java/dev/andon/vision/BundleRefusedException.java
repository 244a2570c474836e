package dev.andon.vision;

import java.nio.file.Path;

/**
 * A model bundle that must not run: the message names the bundle, the file, what was expected and
 * what was found.
 */
public final class BundleRefusedException extends RuntimeException {

  BundleRefusedException(Path bundle, String reason) {
    super("model bundle " + bundle + " refused: " + reason);
  }

  BundleRefusedException(Path bundle, String reason, Throwable cause) {
    super("model bundle " + bundle + " refused: " + reason, cause);
  }
}
