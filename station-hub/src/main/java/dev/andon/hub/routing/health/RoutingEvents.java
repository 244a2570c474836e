package dev.andon.hub.routing.health;

import dev.andon.hub.request.Trail;
import java.time.Duration;

/** What routing tells metrics and logs. Implementations are thread-safe and do not block. */
public interface RoutingEvents {
  /** A key is not used for a while. */
  void keyCoolsDown(String provider, String label, Trail.SkipReason reason, Duration wait);

  /** A key that was cooling down works again. */
  void keyRestored(String provider, String label);

  /** A breaker opened or closed. */
  void breaker(String provider, String model, String label, boolean open);

  /** An attempt has ended. */
  void attempted(Trail.Attempt attempt);

  /** Tells nobody. */
  static RoutingEvents none() {
    return new RoutingEvents() {
      @Override
      public void keyCoolsDown(
          String provider, String label, Trail.SkipReason reason, Duration wait) {}

      @Override
      public void keyRestored(String provider, String label) {}

      @Override
      public void breaker(String provider, String model, String label, boolean open) {}

      @Override
      public void attempted(Trail.Attempt attempt) {}
    };
  }
}
