package dev.andon.hub.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.request.Failure;
import dev.andon.hub.routing.health.RoutingEvents;
import dev.andon.hub.routing.plan.Candidate;
import dev.andon.hub.routing.plan.Hedge;
import dev.andon.hub.routing.plan.RoutePlan;
import dev.andon.hub.routing.plan.RoutingPolicy;
import dev.andon.hub.store.StoreException;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a hedged request does when its attempts fail in ways that are no outcome. Real time. */
class HedgedRunTest {
  private static final Candidate A = new Candidate("a", "m");
  private static final Candidate B = new Candidate("b", "m");
  private static final Duration HEDGE = Duration.ofMillis(20);

  /** Far above what any of these may take. */
  private static final Duration FOR_EVER = Duration.ofSeconds(10);

  private final CountDownLatch hedged = new CountDownLatch(1);
  private final List<String> discarded = new CopyOnWriteArrayList<>();
  private final RoutingPolicy policy = RoutingPolicy.DEFAULT;
  private final Router router = router();

  @Test
  void an_attempt_that_throws_in_both_legs_reaches_the_caller() {
    assertThatThrownBy(
            () ->
                run(
                    Duration.ofSeconds(2),
                    a -> afterTheHedge(() -> broken("disk is full")),
                    b -> {
                      hedged.countDown();
                      return broken("disk is full");
                    }))
        .isInstanceOf(StoreException.class)
        .hasMessage("disk is full");
  }

  @Test
  void an_attempt_that_throws_before_the_hedge_reaches_the_caller_at_once() {
    assertThatThrownBy(
            () ->
                run(
                    Duration.ofSeconds(2),
                    a -> broken("disk is full"),
                    b -> broken("disk is full")))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void an_error_is_no_reason_to_wait_for_ever_either() {
    assertThatThrownBy(
            () ->
                run(
                    Duration.ofSeconds(2),
                    a -> {
                      throw new StackOverflowError("deep");
                    },
                    b -> {
                      throw new StackOverflowError("deep");
                    }))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void the_other_leg_may_still_answer_when_one_has_thrown() {
    RouteOutcome<String> routed =
        run(
            Duration.ofSeconds(2),
            a -> afterTheHedge(() -> broken("disk is full")),
            b -> {
              hedged.countDown();
              return answer();
            });

    assertThat(routed).isEqualTo(new RouteOutcome.Answered<>("b"));
  }

  @Test
  void legs_that_stay_stuck_are_waited_for_until_the_deadline_and_no_longer() {
    CountDownLatch stuck = new CountDownLatch(1);
    try {
      RouteOutcome<String> routed =
          run(Duration.ofMillis(300), a -> stuck(stuck), b -> stuck(stuck));

      assertThat(routed)
          .isInstanceOfSatisfying(
              RouteOutcome.Failed.class,
              f -> assertThat(f.failure().kind()).isEqualTo(Failure.Kind.DEADLINE));
    } finally {
      stuck.countDown();
    }
    await().untilAsserted(() -> assertThat(discarded).as("came too late").containsOnly("late"));
  }

  @Test
  void a_caller_that_goes_away_ends_both_legs() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(2);
    BlockingQueue<RouteOutcome<String>> outcome = new LinkedBlockingQueue<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () ->
                    outcome.add(
                        asked(
                            Duration.ofSeconds(30),
                            a -> cancelled(interrupted),
                            b -> {
                              hedged.countDown();
                              return cancelled(interrupted);
                            })));
    assertThat(hedged.await(10, TimeUnit.SECONDS)).isTrue();

    caller.interrupt();

    assertThat(outcome.poll(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            RouteOutcome.Failed.class,
            f -> assertThat(f.failure().kind()).isEqualTo(Failure.Kind.CANCELLED));
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void a_probe_of_an_open_breaker_that_throws_is_not_counted_as_under_way_for_ever() {
    for (int i = 0; i < 40; i++) {
      assertThatThrownBy(
              () ->
                  run(
                      Duration.ofSeconds(2),
                      a -> broken("disk is full"),
                      b -> broken("disk is full")))
          .isInstanceOf(StoreException.class);
    }
    assertThat(router.breaker(A, "a1").getMetrics().getNumberOfBufferedCalls())
        .as("a full disk says nothing about a provider")
        .isZero();
    assertThat(router.breaker(A, "a1").tryAcquirePermission()).isTrue();
  }

  private AttemptOutcome<String> afterTheHedge(Supplier<AttemptOutcome<String>> then) {
    try {
      hedged.await();
      return then.get();
    } catch (InterruptedException stopped) {
      return fails();
    }
  }

  private static AttemptOutcome<String> stuck(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return new AttemptOutcome.Answered<>("late", Duration.ofMillis(5));
      } catch (InterruptedException deaf) {
        // what does not listen must not keep its caller waiting
      }
    }
  }

  private static AttemptOutcome<String> cancelled(CountDownLatch interrupted) {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException stopped) {
      interrupted.countDown();
    }
    return fails();
  }

  private static AttemptOutcome<String> broken(String why) {
    throw new StoreException(why, new IllegalStateException());
  }

  private static AttemptOutcome<String> answer() {
    return new AttemptOutcome.Answered<>("b", Duration.ofMillis(5));
  }

  private static AttemptOutcome<String> fails() {
    return new AttemptOutcome.Failed<>(
        AttemptFailure.free(ErrorClass.CALLER, Optional.empty(), "the caller went away"),
        Duration.ofMillis(5));
  }

  /** Ends the test where it would wait for ever. */
  private RouteOutcome<String> run(
      Duration deadline,
      Function<AttemptOrder, AttemptOutcome<String>> first,
      Function<AttemptOrder, AttemptOutcome<String>> second) {
    return assertTimeoutPreemptively(FOR_EVER, () -> asked(deadline, first, second));
  }

  private RouteOutcome<String> asked(
      Duration deadline,
      Function<AttemptOrder, AttemptOutcome<String>> first,
      Function<AttemptOrder, AttemptOutcome<String>> second) {
    RoutePlan plan = new RoutePlan("r", List.of(A, B), Optional.of(new Hedge(HEDGE)));
    AttemptRunner<String> runner =
        new AttemptRunner<>() {
          @Override
          public Optional<Objection> objection(Candidate candidate) {
            return Optional.empty();
          }

          @Override
          public AttemptOutcome<String> attempt(AttemptOrder order) {
            return order.candidate().equals(A) ? first.apply(order) : second.apply(order);
          }

          @Override
          public void discard(String answer) {
            discarded.add(answer);
          }
        };
    return router.run(
        "alias", plan, Deadline.after(deadline, Ticker.system()), false, new TrailLog(), runner);
  }

  private Router router() {
    return new Router(
        policy,
        List.of(
            new FakeProvider("a", List.of(key("a1"))), new FakeProvider("b", List.of(key("b1")))),
        Ticker.system(),
        new Random(3),
        span -> {},
        RoutingEvents.none());
  }

  private static ProviderKey key(String label) {
    return new ProviderKey(label, "secret", 1, Set.of(), Optional.empty(), label.substring(0, 1));
  }
}
