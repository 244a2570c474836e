package dev.andon.hub.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RatesTest {
  private static final Owner KEY = new Owner(Owner.Kind.KEY, "vk");
  private static final Owner LINE = new Owner(Owner.Kind.LINE, "line-1");
  private static final Owners OWNERS = Owners.of(KEY, LINE);

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void sixty_requests_a_minute_are_sixty_and_then_one_a_second() {
    Limits limits = limits(new RateRule(KEY, Optional.of(60L), Optional.empty(), Optional.empty()));
    for (int i = 0; i < 60; i++) {
      assertThat(limits.enter(OWNERS, 0)).isInstanceOf(Checked.Go.class);
    }
    Refusal.Rate refusal = refused(limits.enter(OWNERS, 0));
    assertThat(refusal.unit()).isEqualTo("requests");
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(limits.enter(OWNERS, 0)).isInstanceOf(Checked.Go.class);
    assertThat(limits.enter(OWNERS, 0)).isInstanceOf(Checked.Stop.class);
  }

  @Test
  void a_refusal_further_up_takes_nothing_from_those_below() {
    Limits limits =
        limits(
            new RateRule(KEY, Optional.of(2L), Optional.of(100L), Optional.of(5L)),
            new RateRule(LINE, Optional.of(1L), Optional.empty(), Optional.empty()));
    assertThat(limits.enter(OWNERS, 50)).isInstanceOf(Checked.Go.class);
    assertThat(refused(limits.enter(OWNERS, 50)).scope()).isEqualTo("line/line-1");
    Permit alone = limits.enter(Owners.of(KEY), 50).value();
    assertThat(alone.states()).extracting(RateState::remaining).containsExactly(0L, 0L);
  }

  @Test
  void tokens_that_were_not_used_are_given_back() {
    Limits limits =
        limits(new RateRule(KEY, Optional.empty(), Optional.of(1_000L), Optional.empty()));
    Permit first = limits.enter(OWNERS, 50_000).value();
    assertThat(refused(limits.enter(OWNERS, 1)).unit()).isEqualTo("tokens");
    first.used(200);
    assertThat(limits.enter(OWNERS, 800)).isInstanceOf(Checked.Go.class);
    assertThat(limits.enter(OWNERS, 1)).isInstanceOf(Checked.Stop.class);
  }

  @Test
  void a_closed_permit_makes_room_for_the_next_and_closing_twice_makes_no_more() {
    Limits limits = limits(new RateRule(LINE, Optional.empty(), Optional.empty(), Optional.of(1L)));
    Permit first = limits.enter(OWNERS, 0).value();
    assertThat(refused(limits.enter(OWNERS, 0)).unit()).isEqualTo("concurrency");
    first.close();
    first.close();
    assertThat(limits.enter(OWNERS, 0)).isInstanceOf(Checked.Go.class);
    assertThat(limits.enter(OWNERS, 0)).isInstanceOf(Checked.Stop.class);
  }

  @Test
  void the_same_request_again_and_again_is_stopped_and_others_go_on() {
    Storms storms = new Storms(3, Duration.ofMinutes(1), nanos::get);
    for (int i = 0; i < 3; i++) {
      assertThat(storms.count("vk", "a")).isEmpty();
    }
    assertThat(storms.count("vk", "a").orElseThrow().message())
        .contains("the same request 4 times");
    assertThat(storms.count("vk", "b")).isEmpty();
    assertThat(storms.count("other", "a")).isEmpty();
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(storms.count("vk", "a")).isEmpty();
  }

  private Limits limits(RateRule... rules) {
    return new Limits(List.of(rules), nanos::get);
  }

  private static Refusal.Rate refused(Checked<Permit> outcome) {
    return (Refusal.Rate) outcome.refusal();
  }
}
