package dev.andon.edge.uplink;

import dev.andon.wire.StationKey;
import java.util.List;

/**
 * By what a station knows its hub. Prints no key.
 *
 * @param keys any of them proves; a second one is there while the plant changes its signing secret
 * @param acceptUnsigned for trials: what nobody signed is taken, too, so that whoever reaches the
 *     broker can accept a part
 */
public record HubKeys(List<StationKey> keys, boolean acceptUnsigned) {
  private static final int MOST = 2;

  public HubKeys {
    keys = List.copyOf(keys);
    if (keys.isEmpty() && !acceptUnsigned) {
      throw new IllegalArgumentException(
          "hub.key is missing, and without it anybody at the broker could accept a part: write"
              + " hub.key, or hub.accept_unsigned: true for a trial");
    }
    if (keys.size() > MOST) {
      throw new IllegalArgumentException(
          "a station has one key or, while keys change, two, but here are " + keys.size());
    }
  }

  /** One key, and nothing without it. */
  public static HubKeys of(StationKey key) {
    return new HubKeys(List.of(key), false);
  }
}
