package dev.andon.hub.provider.http;

import java.io.IOException;

/** A kept connection was found unfit before anything went out on it; never leaves this package. */
final class ConnectionGone extends IOException {
  private static final long serialVersionUID = 1L;

  ConnectionGone() {
    super("a kept connection was closed");
  }
}
