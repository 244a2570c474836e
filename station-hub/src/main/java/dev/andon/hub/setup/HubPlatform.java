package dev.andon.hub.setup;

import dev.andon.config.Environment;
import dev.andon.hub.ingest.Faults;
import dev.andon.hub.time.Ticker;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What a hub takes from the machine it runs on.
 *
 * @param folder the configuration's folder; relative paths start there
 * @param environment where secrets are looked up
 * @param clock wall time
 * @param ticker monotonic time
 * @param random for ids, key secrets and jitter; thread-safe and unpredictable outside tests
 * @param faults where a test breaks the hub on purpose
 */
public record HubPlatform(
    Path folder,
    Environment environment,
    InstantSource clock,
    Ticker ticker,
    RandomGenerator random,
    Faults faults) {

  /** This machine's own clocks and environment. */
  public static HubPlatform ofProcess(Path folder) {
    return new HubPlatform(
        folder,
        Environment.ofProcess(),
        Clock.systemUTC(),
        Ticker.system(),
        new SecureRandom(),
        Faults.NONE);
  }

  /** The same with another environment. */
  public HubPlatform with(Environment other) {
    return new HubPlatform(folder, other, clock, ticker, random, faults);
  }

  /** The same with faults. */
  public HubPlatform with(Faults other) {
    return new HubPlatform(folder, environment, clock, ticker, random, other);
  }
}
