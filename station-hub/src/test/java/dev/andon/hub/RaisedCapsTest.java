package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.budget.TopUp;
import dev.andon.hub.money.Money;
import dev.andon.hub.provider.Upstream;
import dev.andon.hub.setup.HubConfig;
import dev.andon.hub.setup.HubPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rise of a cap is noticed, whichever way it came, on the budgets of a real hub. */
final class RaisedCapsTest {
  @TempDir Path folder;
  private final AtomicInteger rises = new AtomicInteger();
  private Upstream provider;
  private StationHub hub;

  @BeforeEach
  void start() throws IOException {
    provider = new Upstream((request, reply) -> reply.json(500, "{}"));
    Files.writeString(folder.resolve("prices.yaml"), TestingHub.PRICES);
    hub = new StationHub(config(10), HubPlatform.ofProcess(folder));
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
    provider.close();
  }

  private HubConfig config(int cap) {
    return TestingHub.config(
        folder, yaml() + "budgets:\n  - {owner: line/a, monthly_eur: " + cap + "}\n");
  }

  private String yaml() {
    return """
        plant: {id: plant-1, currency: EUR}
        http: {port: 0, open: true}
        providers:
          openai: {base_url: "%s/v1", keys: [sk-test]}
        """
        .formatted(provider.url());
  }

  private RaisedCaps watch() {
    return new RaisedCaps(hub.billing().budgets()::standings, rises::incrementAndGet);
  }

  @Test
  void a_file_with_a_higher_cap_is_a_rise_and_one_look_tells_it_once() {
    try (RaisedCaps caps = watch()) {
      hub.reload(config(20));
      caps.look();
      caps.look();
      assertThat(rises).hasValue(1);
    }
  }

  @Test
  void a_cap_that_is_gone_is_a_rise() {
    try (RaisedCaps caps = watch()) {
      hub.reload(TestingHub.config(folder, yaml()));
      caps.look();
      assertThat(rises).hasValue(1);
    }
  }

  @Test
  void a_top_up_is_a_rise() {
    try (RaisedCaps caps = watch()) {
      var standing = hub.billing().budgets().standings().getFirst();
      hub.billing()
          .budgets()
          .topUp(
              new TopUp(
                  standing.rule().id(),
                  Money.parse("5", "EUR"),
                  "a good reason",
                  "anna",
                  Instant.now(),
                  Instant.now().plus(Duration.ofDays(1)),
                  false));
      caps.look();
      assertThat(rises).hasValue(1);
    }
  }

  @Test
  void an_equal_or_lower_cap_is_none() {
    try (RaisedCaps caps = watch()) {
      hub.reload(config(10));
      caps.look();
      hub.reload(config(5));
      caps.look();
      assertThat(rises).hasValue(0);
    }
  }

  @Test
  void a_rise_that_could_not_be_acted_on_is_told_again() {
    Runnable failing =
        () -> {
          if (rises.incrementAndGet() == 1) {
            throw new IllegalStateException("the disk is full");
          }
        };
    try (RaisedCaps caps = new RaisedCaps(hub.billing().budgets()::standings, failing)) {
      hub.reload(config(20));
      assertThatThrownBy(caps::look).hasMessage("the disk is full");
      caps.look();
      assertThat(rises).hasValue(2);
    }
  }
}
