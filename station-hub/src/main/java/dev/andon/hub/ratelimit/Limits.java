package dev.andon.hub.ratelimit;

import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.time.Ticker;
import io.github.bucket4j.TimeMeter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Requests and tokens per minute and requests at once, of every owner together. Thread-safe. */
public final class Limits {
  private final TimeMeter meter;
  private volatile Map<Owner, OwnerRate> paces = Map.of();

  public Limits(Collection<RateRule> rules, Ticker ticker) {
    this.meter = new Nanos(ticker);
    replace(rules);
  }

  /**
   * Takes one request and {@code estimate} tokens from every owner, or nothing from any.
   *
   * @param estimate tokens, input and output; put right with {@link Permit#used}
   */
  public Checked<Permit> enter(Owners owners, long estimate) {
    Map<Owner, OwnerRate> current = paces;
    List<OwnerRate> entered = new ArrayList<>(2);
    for (Owner owner : owners.chain()) {
      OwnerRate pace = current.get(owner);
      if (pace != null) {
        Optional<Refusal.Rate> refusal = pace.enter(estimate);
        if (refusal.isPresent()) {
          entered.forEach(p -> p.undo(estimate));
          return new Checked.Stop<>(refusal.get());
        }
        entered.add(pace);
      }
    }
    return new Checked.Go<>(new Permit(entered, estimate, tightest(entered)));
  }

  /** New rules from now on; an owner whose rule is unchanged keeps its buckets. */
  public void replace(Collection<RateRule> rules) {
    Map<Owner, OwnerRate> next = new HashMap<>();
    for (RateRule rule : rules) {
      OwnerRate former = paces.get(rule.owner());
      OwnerRate pace =
          former != null && former.rule().equals(rule) ? former : new OwnerRate(rule, meter);
      if (next.put(rule.owner(), pace) != null) {
        throw new IllegalArgumentException("two rate limits for " + rule.owner() + "; keep one");
      }
    }
    paces = Map.copyOf(next);
  }

  private static List<RateState> tightest(List<OwnerRate> paces) {
    if (paces.isEmpty()) {
      return List.of();
    }
    List<RateState> all = paces.stream().flatMap(p -> p.states().stream()).toList();
    return Stream.of("requests", "tokens")
        .flatMap(
            unit ->
                all.stream()
                    .filter(s -> s.unit().equals(unit))
                    .min(Comparator.comparingLong(RateState::remaining))
                    .stream())
        .toList();
  }

  private record Nanos(Ticker ticker) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return ticker.nanos();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
