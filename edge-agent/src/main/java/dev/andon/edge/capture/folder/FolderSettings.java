package dev.andon.edge.capture.folder;

import dev.andon.vision.PixelRules;
import java.time.Duration;

/**
 * How a folder is read.
 *
 * @param watch whether pictures are waited for; otherwise the source ends when none is left
 * @param poll shortest time from look to look, 50 ms to 1 h
 * @param settle how long a picture that cannot be read must have stood still before it is given up,
 *     0 to 1 h
 * @param pixels how pixels of files become eight bits a channel
 */
public record FolderSettings(boolean watch, Duration poll, Duration settle, PixelRules pixels) {
  /** Watches, looks each second, gives up after ten. */
  public static final FolderSettings DEFAULT =
      new FolderSettings(true, Duration.ofSeconds(1), Duration.ofSeconds(10), PixelRules.DEFAULT);

  /** Refuses times out of range. */
  public FolderSettings {
    check("poll", poll, Duration.ofMillis(50), "50ms");
    check("settle", settle, Duration.ZERO, "0s");
  }

  private static void check(String name, Duration value, Duration least, String written) {
    if (value.compareTo(least) < 0 || value.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "source." + name + " must be " + written + " to 1h, but is " + value.toMillis() + " ms");
    }
  }
}
