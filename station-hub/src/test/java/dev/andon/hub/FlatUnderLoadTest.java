package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a hub holds does not grow with what it has answered. */
@Tag("long")
@Timeout(120)
final class FlatUnderLoadTest {
  private static final int CALLERS = 16;
  private static final int WARM_UP = 200;
  private static final int CALLS = 800;

  /** In millionths of a euro: what {@link TestingProvider} reports at the price of the model. */
  private static final long COST = 9;

  private static final int SOME_HANDLES = 16;
  private static final int SOME_THREADS = 12;

  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger serial = new AtomicInteger();

  @AfterEach
  void stop() {
    client.close();
    provider.close();
  }

  @Test
  void after_a_thousand_calls_handles_and_threads_are_as_before_and_ledger_equals_the_bill()
      throws Exception {
    try (StationHub hub = TestingHub.start(folder, TestingHub.yaml(provider.url()))) {
      ask(hub, WARM_UP);
      long handles = handles();
      int threads = threads();
      ask(hub, CALLS);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                assertThat(handles()).isLessThanOrEqualTo(handles + SOME_HANDLES);
                assertThat(threads()).isLessThanOrEqualTo(threads + SOME_THREADS);
              });
    }
    assertThat(provider.bodies).hasSize(WARM_UP + CALLS);
    assertThat(ledgerMicros()).isEqualTo(COST * (WARM_UP + CALLS));
  }

  private static long handles() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private long ledgerMicros() {
    try (Store store =
        Store.open(StoreSettings.of(folder.resolve("data/hub.db")), List.of(), Clock.systemUTC())) {
      return store.read(tx -> tx.number("SELECT SUM(cost_micros) FROM ledger"));
    }
  }

  private void ask(StationHub hub, int times) throws Exception {
    try (var callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<Integer>> all =
          IntStream.range(0, times).mapToObj(_ -> callers.submit(() -> ask(hub))).toList();
      for (Future<Integer> status : all) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
  }

  private int ask(StationHub hub) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(hub.address() + "/v1/chat/completions"))
                .header("Authorization", "Bearer vk_demo")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"model":"openai/gpt-4o-mini","max_tokens":50,
                         "messages":[{"role":"user","content":"Hello %d"}]}"""
                            .formatted(serial.incrementAndGet())))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
