package dev.andon.hub.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  private static final Duration PAUSE = Duration.ofMillis(2);
  private final Rounds rounds = new Rounds("test-rounds", 1);
  private final AtomicInteger done = new AtomicInteger();

  @AfterEach
  void close() {
    rounds.close();
  }

  @Test
  void a_round_that_throws_anything_is_counted_and_the_next_one_comes() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Throwable[] thrown = {
      new IllegalArgumentException("unexpected"),
      new NullPointerException(),
      new StackOverflowError(),
      new OutOfMemoryError("no heap"),
      new NoClassDefFoundError("gone"),
    };
    rounds
        .every(
            PAUSE,
            "bad",
            () -> {
              int n = done.getAndIncrement();
              if (n < thrown.length) {
                RoundsTest.<RuntimeException>sneak(thrown[n]);
              }
            })
        .countedBy(meters);

    await().until(() -> done.get() > thrown.length + 2);
    assertThat(meters.get("andon.rounds.failed").tag("round", "bad").functionCounter().count())
        .isEqualTo(thrown.length);
  }

  @Test
  void one_kind_of_round_that_always_fails_holds_up_no_other() {
    Rounds.Round bad =
        rounds.fromNow(
            PAUSE,
            "bad",
            () -> {
              throw new IllegalStateException("always");
            });
    rounds.fromNow(PAUSE, "good", done::incrementAndGet);

    await().until(() -> done.get() > 20 && bad.failures() > 20);
  }

  @Test
  void what_is_asked_for_once_is_done_once_and_may_fail_without_harm() {
    CountDownLatch end = new CountDownLatch(1);
    rounds.soon(
        "once",
        () -> {
          done.incrementAndGet();
          throw new IllegalStateException("no harm");
        });
    rounds.soon("end", end::countDown);

    await().until(() -> end.getCount() == 0);
    assertThat(done).hasValue(1);
  }

  @Test
  void after_the_close_nothing_begins_and_nobody_is_told_off() {
    rounds.close();
    rounds.soon("late", done::incrementAndGet);
    assertThat(done).hasValue(0);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable any) throws T {
    throw (T) any;
  }
}
