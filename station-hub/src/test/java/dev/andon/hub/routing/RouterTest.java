package dev.andon.hub.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.money.Money;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.health.RoutingEvents;
import dev.andon.hub.routing.plan.Candidate;
import dev.andon.hub.routing.plan.Hedge;
import dev.andon.hub.routing.plan.RoutePlan;
import dev.andon.hub.routing.plan.RoutingPolicy;
import dev.andon.hub.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final Candidate A = new Candidate("a", "m");
  private static final Candidate B = new Candidate("b", "m");

  private final FakeTicker ticker = new FakeTicker();
  private final TrailLog log = new TrailLog();
  private final List<AttemptOrder> orders = new ArrayList<>();
  private final Router router = router(RoutingPolicy.DEFAULT);
  private Function<AttemptOrder, AttemptOutcome<String>> script = order -> fails(ErrorClass.SERVER);

  @Test
  void the_first_candidate_answers() {
    script = order -> answers(order.candidate().toString());
    assertThat(run(A, B)).isEqualTo(new RouteOutcome.Answered<>("a/m"));
    assertThat(orders).hasSize(1);
    assertThat(orders.getFirst().cause()).isEqualTo(Trail.Cause.FIRST);
  }

  @Test
  void a_server_error_is_retried_and_then_falls_back() {
    script = order -> order.candidate().equals(B) ? answers("b") : fails(ErrorClass.SERVER);
    assertThat(run(A, B)).isEqualTo(new RouteOutcome.Answered<>("b"));
    assertThat(orders)
        .extracting(AttemptOrder::cause)
        .containsExactly(
            Trail.Cause.FIRST, Trail.Cause.RETRY, Trail.Cause.RETRY, Trail.Cause.FALLBACK);
    assertThat(orders).extracting(AttemptOrder::number).containsExactly(1, 2, 3, 4);
  }

  @Test
  void a_retry_that_would_eat_the_fallbacks_time_is_left_out() {
    script = order -> order.candidate().equals(B) ? answers("b") : fails(ErrorClass.SERVER);
    assertThat(run(Duration.ofMillis(600), A, B)).isEqualTo(new RouteOutcome.Answered<>("b"));
    assertThat(orders).hasSize(2);
  }

  @Test
  void a_refused_key_cools_down_and_the_next_one_answers() {
    script =
        order -> order.key().label().equals("a1") ? fails(ErrorClass.CREDENTIALS) : answers("ok");
    for (int i = 0; i < 20; i++) {
      assertThat(run(A)).isEqualTo(new RouteOutcome.Answered<>("ok"));
    }
    assertThat(orders.stream().filter(o -> o.key().label().equals("a1"))).hasSize(1);
  }

  @Test
  void a_key_that_cooled_down_is_probed_and_comes_back() {
    script =
        order -> order.key().label().equals("a1") ? fails(ErrorClass.CREDENTIALS) : answers("ok");
    for (int i = 0; i < 20; i++) {
      run(A);
    }
    orders.clear();
    script = order -> answers("ok");
    ticker.advance(Duration.ofSeconds(31));
    for (int i = 0; i < 50; i++) {
      run(A);
    }
    assertThat(orders.stream().filter(o -> o.key().label().equals("a1")).count()).isGreaterThan(1);
  }

  @Test
  void when_every_key_is_refused_the_callers_key_is_not_blamed() {
    script = order -> fails(ErrorClass.CREDENTIALS);
    assertThat(failure(run(A, B)).kind()).isEqualTo(Failure.Kind.UPSTREAM_CREDENTIALS_EXHAUSTED);
    assertThat(failure(run(A, B)).kind())
        .as("also while they all cool down")
        .isEqualTo(Failure.Kind.UPSTREAM_CREDENTIALS_EXHAUSTED);
  }

  @Test
  void a_refused_key_keeps_nobody_waiting_for_its_bench() {
    script = order -> fails(ErrorClass.CREDENTIALS);
    run(A);
    long before = ticker.nanos();
    assertThat(failure(run(Duration.ofMinutes(5), A)).kind())
        .isEqualTo(Failure.Kind.UPSTREAM_CREDENTIALS_EXHAUSTED);
    assertThat(ticker.nanos()).as("time waited").isEqualTo(before);
  }

  @Test
  void a_429_benches_all_keys_of_the_account_for_as_long_as_it_says() {
    script =
        order ->
            order.candidate().equals(A)
                ? new AttemptOutcome.Failed<>(
                    failure(ErrorClass.RATE_LIMITED).retryAfter(Optional.of(Duration.ofMinutes(2))),
                    Duration.ofMillis(5))
                : answers("b");
    run(A, B);
    ticker.advance(Duration.ofSeconds(119));
    run(A, B);
    assertThat(orders.stream().filter(o -> o.candidate().equals(A))).hasSize(1);
    ticker.advance(Duration.ofSeconds(2));
    script = order -> answers(order.candidate().provider());
    assertThat(run(A, B)).isEqualTo(new RouteOutcome.Answered<>("a"));
  }

  @Test
  void a_22_minute_storm_of_429_loses_nothing_and_moves_back() {
    Duration storm = Duration.ofMinutes(22);
    long began = ticker.nanos();
    script =
        order -> {
          boolean storming = ticker.nanos() - began < storm.toNanos();
          return order.candidate().equals(A) && storming
              ? fails(ErrorClass.RATE_LIMITED)
              : answers(order.candidate().provider());
        };
    for (int second = 0; second < storm.toSeconds() + 120; second++) {
      assertThat(run(A, B)).isInstanceOf(RouteOutcome.Answered.class);
      ticker.advance(Duration.ofSeconds(1));
    }
    long atA = orders.stream().filter(o -> o.candidate().equals(A)).count();
    assertThat(atA).as("probes during the storm, everything behind it").isBetween(60L, 220L);
    assertThat(run(A, B)).isEqualTo(new RouteOutcome.Answered<>("a"));
  }

  @Test
  void the_only_provider_s_short_rate_limit_is_waited_out() {
    script =
        order ->
            orders.size() == 1
                ? new AttemptOutcome.Failed<>(
                    failure(ErrorClass.RATE_LIMITED)
                        .retryAfter(Optional.of(Duration.ofMillis(700))),
                    Duration.ofMillis(5))
                : answers("ok");
    assertThat(run(A)).isEqualTo(new RouteOutcome.Answered<>("ok"));
    assertThat(orders).hasSize(2);
  }

  @Test
  void a_dead_provider_s_breaker_opens_and_spares_later_requests() {
    script = order -> order.candidate().equals(B) ? answers("b") : fails(ErrorClass.CONNECT);
    for (int i = 0; i < 30; i++) {
      assertThat(run(A, B)).isEqualTo(new RouteOutcome.Answered<>("b"));
    }
    assertThat(orders.stream().filter(o -> o.candidate().equals(A)).count()).isLessThan(20);
    assertThat(log.steps())
        .anyMatch(s -> s instanceof Trail.Skipped k && k.reason() == Trail.SkipReason.BREAKER_OPEN);
  }

  @Test
  void a_key_that_was_passed_over_is_not_said_to_have_been_tried() {
    script = order -> fails(ErrorClass.CONNECT);
    for (int i = 0; i < 30; i++) {
      run(A);
    }
    int before = orders.size();
    RouteOutcome<String> told = run(A);
    assertThat(orders).as("the breaker is open").hasSize(before);
    assertThat(told)
        .isInstanceOfSatisfying(
            RouteOutcome.Failed.class,
            failed ->
                assertThat(failed.failure().message())
                    .isEqualTo("no provider can be reached; a/m: it failed too often of late"));
  }

  @Test
  void an_impatient_caller_opens_no_breaker() {
    script =
        order ->
            new AttemptOutcome.Failed<>(
                failure(ErrorClass.HEADERS_TIMEOUT).boundByDeadline(), Duration.ofMillis(100));
    for (int i = 0; i < 40; i++) {
      run(Duration.ofMillis(100), A);
      ticker.advance(Duration.ofMillis(100));
    }
    assertThat(orders).hasSize(40);
  }

  @Test
  void a_provider_that_stays_silent_for_long_does_open_its_breaker() {
    script =
        order ->
            new AttemptOutcome.Failed<>(
                failure(ErrorClass.HEADERS_TIMEOUT), Duration.ofSeconds(18));
    for (int i = 0; i < 40; i++) {
      run(A);
    }
    assertThat(orders.size()).isLessThan(20);
  }

  @Test
  void one_deadline_covers_all_attempts() {
    script =
        order -> {
          ticker.advance(Duration.ofSeconds(6));
          return fails(ErrorClass.HEADERS_TIMEOUT);
        };
    assertThat(failure(run(Duration.ofSeconds(10), A, B)).kind()).isEqualTo(Failure.Kind.DEADLINE);
    assertThat(orders).hasSize(2);
    assertThat(orders.get(0).limits().headers()).isEqualTo(Duration.ofSeconds(6));
    assertThat(orders.get(1).limits().total()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void only_who_is_asked_last_may_use_the_grace() {
    script =
        order -> {
          ticker.advance(Duration.ofSeconds(6));
          return fails(ErrorClass.HEADERS_TIMEOUT);
        };
    Deadline deadline =
        new Deadline(
            ticker, ticker.nanos() + Duration.ofSeconds(10).toNanos(), Duration.ofSeconds(20));

    run(router, deadline, Optional.empty(), A, B);

    assertThat(orders.get(0).limits().headers()).isEqualTo(Duration.ofSeconds(6));
    assertThat(orders.get(1).limits().total()).isEqualTo(Duration.ofSeconds(24));
    assertThat(orders).hasSize(2);
  }

  @Test
  void a_request_that_every_provider_rejects_is_the_callers_to_mend() {
    script = order -> fails(ErrorClass.REJECTED);
    assertThat(run(A, B))
        .isInstanceOfSatisfying(
            RouteOutcome.Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.BadRequest.class));
    assertThat(orders).hasSize(2);
  }

  @Test
  void when_nobody_can_be_reached_it_is_said_so() {
    script = order -> fails(ErrorClass.CONNECT);
    assertThat(failure(run(A, B)).kind()).isEqualTo(Failure.Kind.PROVIDER_UNREACHABLE);
  }

  @Test
  void a_budget_that_is_spent_refuses() {
    script =
        order ->
            new AttemptOutcome.Unpaid<>(
                new Refusal.Budget(
                    "line/l1",
                    Money.parse("1", "EUR"),
                    Money.parse("1", "EUR"),
                    Money.parse("0", "EUR"),
                    Optional.empty(),
                    "spent"));
    assertThat(run(A, B))
        .isInstanceOfSatisfying(
            RouteOutcome.Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Budget.class));
  }

  @Test
  void where_an_unknown_outcome_ends_it_nobody_else_is_asked() {
    RoutingPolicy d = RoutingPolicy.DEFAULT;
    Router strict =
        router(
            new RoutingPolicy(
                d.retry(), d.limits(), d.breaker(), false, d.fairWait(), d.leastAttempt()));
    script =
        order ->
            new AttemptOutcome.Failed<>(
                AttemptFailure.unknown(ErrorClass.CUT, Optional.empty(), "cut"), Duration.ZERO);
    assertThat(failure(run(strict, Duration.ofSeconds(30), Optional.empty(), A, B)).kind())
        .isEqualTo(Failure.Kind.OUTCOME_UNKNOWN);
    assertThat(orders).hasSize(1);
  }

  @Test
  void with_nobody_else_to_ask_an_invalid_answer_is_repaired_once() {
    script =
        order ->
            order.cause() == Trail.Cause.REPAIR
                ? answers("valid")
                : fails(ErrorClass.INVALID_ANSWER);
    assertThat(run(A)).isEqualTo(new RouteOutcome.Answered<>("valid"));
    script = order -> fails(ErrorClass.INVALID_ANSWER);
    orders.clear();
    assertThat(failure(run(A)).kind()).isEqualTo(Failure.Kind.ALL_FAILED);
    assertThat(orders)
        .extracting(AttemptOrder::cause)
        .containsExactly(Trail.Cause.FIRST, Trail.Cause.REPAIR);
  }

  @Test
  void a_hedge_asks_the_second_while_the_first_is_silent() {
    CountDownLatch cancelled = new CountDownLatch(1);
    script =
        order -> {
          if (order.candidate().equals(B)) {
            return answers("b");
          }
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            cancelled.countDown();
          }
          return fails(ErrorClass.CALLER);
        };
    RouteOutcome<String> routed =
        run(router, Duration.ofSeconds(30), Optional.of(new Hedge(Duration.ofMillis(20))), A, B);
    assertThat(routed).isEqualTo(new RouteOutcome.Answered<>("b"));
    assertThat(cancelled.getCount()).isZero();
    assertThat(orders.getLast().cause()).isEqualTo(Trail.Cause.HEDGE);
  }

  private Router router(RoutingPolicy policy) {
    return new Router(
        policy,
        List.of(
            new FakeProvider("a", List.of(key("a1"), key("a2"))),
            new FakeProvider("b", List.of(key("b1")))),
        ticker,
        new Random(3),
        ticker,
        RoutingEvents.none());
  }

  private static ProviderKey key(String label) {
    return new ProviderKey(label, "secret", 1, Set.of(), Optional.empty(), label.substring(0, 1));
  }

  private RouteOutcome<String> run(Candidate... candidates) {
    return run(Duration.ofSeconds(30), candidates);
  }

  private RouteOutcome<String> run(Duration deadline, Candidate... candidates) {
    return run(router, deadline, Optional.empty(), candidates);
  }

  private RouteOutcome<String> run(
      Router with, Duration deadline, Optional<Hedge> hedge, Candidate... candidates) {
    return run(with, Deadline.after(deadline, ticker), hedge, candidates);
  }

  private RouteOutcome<String> run(
      Router with, Deadline deadline, Optional<Hedge> hedge, Candidate... candidates) {
    return with.run(
        "alias",
        new RoutePlan("r", List.of(candidates), hedge),
        deadline,
        false,
        log,
        new AttemptRunner<String>() {
          @Override
          public Optional<Objection> objection(Candidate candidate) {
            return Optional.empty();
          }

          @Override
          public AttemptOutcome<String> attempt(AttemptOrder order) {
            synchronized (orders) {
              orders.add(order);
            }
            return script.apply(order);
          }

          @Override
          public void discard(String answer) {}
        });
  }

  private static AttemptOutcome<String> answers(String text) {
    return new AttemptOutcome.Answered<>(text, Duration.ofMillis(300));
  }

  private static AttemptOutcome<String> fails(ErrorClass error) {
    return new AttemptOutcome.Failed<>(failure(error), Duration.ofMillis(5));
  }

  private static AttemptFailure failure(ErrorClass error) {
    return AttemptFailure.free(error, Optional.empty(), error.toString());
  }

  private static Failure failure(RouteOutcome<String> routed) {
    assertThat(routed).isInstanceOf(RouteOutcome.Failed.class);
    return ((RouteOutcome.Failed<String>) routed).failure();
  }
}
