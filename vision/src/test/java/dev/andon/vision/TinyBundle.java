package dev.andon.vision;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** The bundle in the test resources; {@code make.py} beside it says what it computes. */
final class TinyBundle {
  private TinyBundle() {}

  static Path directory() {
    return resource("/tiny-bundle/manifest.json").resolveSibling("");
  }

  static Path resource(String name) {
    URL url = TinyBundle.class.getResource(name);
    if (url == null) {
      throw new AssertionError("no test resource " + name);
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
