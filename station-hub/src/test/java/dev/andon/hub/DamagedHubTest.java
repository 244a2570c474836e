package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.billing.SpendDoubt;
import dev.andon.hub.store.Damage;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hub that is started on damaged files: it loses nothing that is written anywhere. */
final class DamagedHubTest {
  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Random random = new Random(61);

  @AfterEach
  void stop() {
    client.close();
    provider.close();
  }

  /** Where the file is hit. */
  enum Place {
    HEADER {
      @Override
      void hit(Path file, Random random) throws IOException {
        Damage.header(file, random);
      }
    },
    SCHEMA {
      @Override
      void hit(Path file, Random random) throws IOException {
        Damage.schema(file, random);
      }
    },
    LEDGER {
      @Override
      void hit(Path file, Random random) throws IOException {
        Damage.root(file, "ledger", random);
      }
    },
    WHO_PAYS {
      @Override
      void hit(Path file, Random random) throws IOException {
        Damage.root(file, "ledger_subject", random);
      }
    },
    INDEX {
      @Override
      void hit(Path file, Random random) throws IOException {
        Damage.root(file, "ledger_at", random);
      }
    },
    HALF_OF_IT {
      @Override
      void hit(Path file, Random random) throws IOException {
        Damage.cut(file, 0.5);
      }
    },
    ALL_OF_IT {
      @Override
      void hit(Path file, Random random) throws IOException {
        Files.delete(file);
      }
    };

    abstract void hit(Path file, Random random) throws IOException;
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void a_cap_that_is_used_up_stays_used_up_whatever_part_of_the_file_is_damaged(Place place)
      throws Exception {
    int paid;
    try (StationHub hub = start()) {
      paid = askUntilRefused(hub);
      assertThat(paid).isPositive();
    }
    place.hit(folder.resolve("data/hub.db"), random);
    try (StationHub hub = start()) {
      assertThat(askUntilRefused(hub)).as("paid again after the damage").isZero();
      assertThat(provider.bodies).hasSize(paid);
    }
  }

  @Test
  void while_the_spend_is_in_doubt_nothing_is_paid_for_until_somebody_confirms() throws Exception {
    try (StationHub hub = start()) {
      assertThat(ask(hub).statusCode()).isEqualTo(200);
    }
    Damage.schema(folder.resolve("data/hub.db"), random);
    Damage.schema(folder.resolve("data/spend.db"), random);
    try (StationHub hub = start()) {
      HttpResponse<String> refused = ask(hub);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.body()).contains("confirm-spend");
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      assertThat(get(hub, "/health/ready").statusCode()).isEqualTo(503);
      assertThat(get(hub, "/health/ready").body()).contains("in doubt");
      assertThat(get(hub, "/admin/budgets").statusCode()).isEqualTo(200);
      assertThat(get(hub, "/metrics").body()).contains("andon_spend_in_doubt 1.0");
      confirm();
      await().until(() -> ask(hub).statusCode() == 200);
      assertThat(get(hub, "/health/ready").statusCode()).isEqualTo(200);
      assertThat(provider.bodies).hasSize(2);
    }
  }

  /** As the command beside the hub does. */
  private void confirm() {
    try (Store store =
        Store.openBeside(
            StoreSettings.of(folder.resolve("data/hub.db")),
            SpendDoubt.MIGRATIONS,
            Clock.systemUTC())) {
      assertThat(new SpendDoubt(store, Clock.systemUTC()).confirm("anna", "bills compared"))
          .isEqualTo(1);
    }
  }

  private HttpResponse<String> get(StationHub hub, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(hub.address() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private int askUntilRefused(StationHub hub) throws Exception {
    int answered = 0;
    while (answered < 100 && ask(hub).statusCode() == 200) {
      answered++;
    }
    return answered;
  }

  /** Room for eleven calls of nine millionths. */
  private StationHub start() {
    return TestingHub.start(
        folder, TestingHub.yaml(provider.url()).replace("daily_eur: 1", "daily_eur: 0.000200"));
  }

  private HttpResponse<String> ask(StationHub hub) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(hub.address() + "/v1/chat/completions"))
            .header("Authorization", "Bearer vk_demo")
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"model":"openai/gpt-4o-mini","max_tokens":50,
                     "messages":[{"role":"user","content":"Hello"}]}"""))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
