package dev.andon.sandbox.brokers;

import static org.awaitility.Awaitility.await;

import dev.andon.fixtures.MosquittoProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What hub and stations stand at every broker: all of them are back within five seconds of it,
 * nobody hangs up for a reason of his own, and every frame has its answer at last. A subclass names
 * the broker.
 */
@Timeout(240)
abstract class BrokerContract {
  private static final long CALM = 150;
  private static final long FULL_PACE = 15;

  /** Bytes a second in each direction of each connection: some three pictures. */
  private static final long SLOW = 150_000;

  @TempDir Path folder;
  private TestedBroker broker;

  abstract TestedBroker broker(Path files) throws Exception;

  @BeforeEach
  void startBroker() throws Exception {
    MosquittoProcess.readable(folder);
    broker = broker(Files.createDirectory(folder.resolve("broker")));
    broker.start();
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  private TestedPlant plant(int stations, long gapMillis) throws Exception {
    return new TestedPlant(folder, broker, stations, gapMillis);
  }

  @Test
  void a_broker_that_is_restarted_and_one_that_is_killed_has_everybody_back_in_time()
      throws Exception {
    try (TestedPlant plant = plant(2, CALM)) {
      plant.isUp();
      broker.stop();
      plant.isAway();
      broker.start();
      plant.isBackInTime();

      broker.kill();
      plant.isAway();
      broker.start();
      plant.isBackInTime();
      plant.lostNothing();
    }
  }

  @Test
  void a_link_that_swallows_everything_and_does_not_close_is_given_up_and_made_anew()
      throws Exception {
    try (TestedPlant plant = plant(2, CALM)) {
      plant.isUp();
      plant.link().stall();
      plant.isAway();
      plant.link().restore();
      plant.isBackInTime();
      plant.lostNothing();
    }
  }

  @Test
  void a_link_that_is_cut_and_one_that_is_slow_lose_nothing() throws Exception {
    try (TestedPlant plant = plant(2, CALM)) {
      plant.isUp();
      plant.link().cut();
      plant.isAway();
      plant.link().restore();
      plant.isBackInTime();

      plant.link().slow(SLOW);
      plant.answers();
      plant.answers();
      plant.link().restore();
      plant.lostNothing();
    }
  }

  @Test
  void wrong_secrets_that_are_mended_and_renewed_ones_are_taken_while_everybody_runs()
      throws Exception {
    try (TestedPlant plant = plant(2, CALM)) {
      plant.isUp();
      // Before the broker goes: an attempt that has read its secrets already would still succeed.
      broker.spoil();
      broker.stop();
      plant.isAway();
      broker.start();
      plant.isRefused();
      broker.mend();
      plant.isBackInTime();

      broker.stop();
      plant.isAway();
      broker.renew();
      broker.start();
      plant.isBackInTime();
      plant.lostNothing();
    }
  }

  @Test
  void six_stations_at_full_pace_never_cost_anybody_a_link() throws Exception {
    try (TestedPlant plant = plant(TestedPlant.STATIONS.size(), FULL_PACE)) {
      plant.isUp();
      await().during(Duration.ofSeconds(10)).until(() -> plant.answered() > 0);
      await().until(() -> plant.answered() > 100);
      plant.neverAway();
      plant.lostNothing();
    }
  }
}
