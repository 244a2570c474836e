package dev.andon.hub.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.provider.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

class PoolUpkeepTest {
  @Test
  void a_connection_is_used_again_and_those_too_many_are_closed_within_seconds()
      throws IOException, ExecutionException, InterruptedException {
    CountDownLatch both = new CountDownLatch(2);
    ConnectionPool pool = PoolUpkeep.pool(1, 5);
    OkHttpClient client = new OkHttpClient.Builder().connectionPool(pool).build();
    try (Upstream upstream =
            new Upstream(
                (request, reply) -> {
                  both.countDown();
                  both.await();
                  reply.json(200, "{}");
                });
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> first = threads.submit(() -> ask(client, upstream));
      Future<Integer> second = threads.submit(() -> ask(client, upstream));
      assertThat(first.get()).isEqualTo(200);
      assertThat(second.get()).isEqualTo(200);

      await().atMost(Duration.ofSeconds(10)).until(() -> pool.connectionCount() == 1);
      assertThat(ask(client, upstream)).isEqualTo(200);
      assertThat(pool.connectionCount()).isEqualTo(1);
    } finally {
      pool.evictAll();
    }
  }

  private static int ask(OkHttpClient client, Upstream upstream) throws IOException {
    try (Response response =
        client.newCall(new Request.Builder().url(upstream.url()).build()).execute()) {
      response.body().bytes();
      return response.code();
    }
  }
}
