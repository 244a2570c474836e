package dev.andon.hub.ingest.allowance;

import dev.andon.hub.account.Roster;
import dev.andon.hub.budget.BudgetOutlook;
import dev.andon.hub.ingest.mqtt.MqttLink;
import dev.andon.hub.ingest.station.Stations;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.request.Caller;
import dev.andon.hub.time.SteadyClock;
import dev.andon.wire.StationAllowance;
import dev.andon.wire.StationAllowance.Extent;
import dev.andon.wire.StationAllowance.Limited;
import dev.andon.wire.StationAllowance.Unlimited;
import dev.andon.wire.StationId;
import dev.andon.wire.StationState;
import dev.andon.wire.Topic;
import dev.andon.wire.WireCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every station that is there what the plant's budgets still pay for: when it connects, when
 * a window begins or money comes in, and otherwise at most every {@link #PAUSE} as money goes. Of a
 * budget that several stations share each is told a share, half of it evenly and half by how much
 * each asked lately; what one leaves over is the others' at the next word. {@link #round} belongs
 * to one thread, the rest is thread-safe.
 */
public final class Allowances {
  /** Shortest time between two words to a station that only say that money was spent. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /**
   * Longest time between two words while money is counted: what a station took off for a question
   * that cost nothing in the end, or could not keep, is put right by it.
   */
  static final Duration AGAIN = Duration.ofMinutes(3);

  private static final Logger LOG = LoggerFactory.getLogger(Allowances.class);
  private static final Duration ROLLED = Duration.ofMinutes(1);
  private static final double MORE = 1.05;
  private static final Duration NO_END = Duration.ofDays(30);

  private final StationPurse purse;
  private final StationCosts costs;
  private final AllowanceNumbers numbers;
  private final Stations stations;
  private final Supplier<Roster> roster;
  private final MqttLink link;
  private final SteadyClock clock;
  private final WireCodec codec = new WireCodec();
  private final Map<StationId, Said> said = new ConcurrentHashMap<>();

  /** Those of which it was said that they cannot be told. Confined to the rounds' thread. */
  private final Set<StationId> silent = new HashSet<>();

  /**
   * The last word to a station.
   *
   * @param to which connection of it
   */
  private record Said(Extent extent, Optional<StationState> to, long atNanos) {}

  /** A station that is there, and who pays for it. */
  private record Payer(StationId station, Optional<StationState> state, Owners owners) {}

  public Allowances(
      StationPurse purse,
      StationCosts costs,
      AllowanceNumbers numbers,
      Stations stations,
      Supplier<Roster> roster,
      MqttLink link,
      SteadyClock clock) {
    this.purse = purse;
    this.costs = costs;
    this.numbers = numbers;
    this.stations = stations;
    this.roster = roster;
    this.link = link;
    this.clock = clock;
  }

  /** What each station was told last. */
  public Map<StationId, Extent> told() {
    Map<StationId, Extent> told = new ConcurrentHashMap<>();
    said.forEach((station, last) -> told.put(station, last.extent()));
    return told;
  }

  /** Says what has changed. */
  public void round() {
    if (!link.connected()) {
      // Whatever the broker kept may be gone with it.
      said.clear();
      return;
    }
    List<Payer> payers = new ArrayList<>();
    for (Stations.Seen seen : stations.all()) {
      if (!isServed(seen.station())) {
        takeAway(seen.station());
      } else if (seen.state().map(StationState::online).orElse(true)) {
        payer(seen).ifPresent(payers::add);
      } else {
        said.remove(seen.station());
      }
    }
    payers.forEach(payer -> tellAlone(payer, payers));
  }

  private boolean isServed(StationId id) {
    return roster.get().objection(id.plant(), id.line(), id.station()).isEmpty();
  }

  private Optional<Payer> payer(Stations.Seen seen) {
    StationId id = seen.station();
    String account = roster.get().account(id.line(), id.station());
    return purse
        .owners(new Caller.Station(id.plant(), id.line(), id.station(), account))
        .map(owners -> new Payer(id, seen.state(), owners));
  }

  /** What is wrong with one station keeps no other from hearing. */
  private void tellAlone(Payer payer, List<Payer> all) {
    try {
      tell(payer, all);
      silent.remove(payer.station());
    } catch (RuntimeException untold) {
      if (silent.add(payer.station())) {
        LOG.warn(
            "station={} is not told what is paid for, until this is seen to",
            payer.station(),
            untold);
      }
    }
  }

  private void tell(Payer payer, List<Payer> all) {
    extent(payer, all).filter(next -> isDue(payer, next)).ifPresent(next -> say(payer, next));
  }

  /** Empty while nobody knows what an escalation costs. */
  private Optional<Extent> extent(Payer payer, List<Payer> all) {
    List<BudgetOutlook> budgets = purse.outlook(payer.owners());
    if (budgets.isEmpty()) {
      return Optional.of(new Unlimited());
    }
    OptionalLong typical = costs.typical(payer.station());
    if (typical.isEmpty()) {
      return Optional.empty();
    }
    if (typical.getAsLong() == 0) {
      return Optional.of(new Unlimited());
    }
    return budgets.stream()
        .map(budget -> limited(budget, share(payer, budget.rule().owner(), all), typical))
        .min(Comparator.comparingDouble(Allowances::perHour))
        .map(limited -> limited);
  }

  private Limited limited(BudgetOutlook budget, double share, OptionalLong typical) {
    Money worth = purse.inPlantCurrency(budget.free());
    long micros = (long) (share * worth.micros());
    return new Limited(
        budget.rule().id(),
        budget.lasts().toMillis(),
        micros,
        worth.currency().getCurrencyCode(),
        typical.getAsLong(),
        micros / typical.getAsLong());
  }

  private static double perHour(Limited limited) {
    return (double) limited.escalations() / Math.max(1, limited.windowLeftMs());
  }

  /** The part of a budget that a station may count on, above 0 to 1. */
  private double share(Payer payer, Owner owner, List<Payer> all) {
    List<Payer> sharing =
        all.stream().filter(other -> other.owners().chain().contains(owner)).toList();
    double evenly = 1.0 / sharing.size();
    double asked = sharing.stream().mapToDouble(other -> costs.lately(other.station())).sum();
    double byDemand = asked == 0 ? evenly : costs.lately(payer.station()) / asked;
    return (evenly + byDemand) / 2;
  }

  private boolean isDue(Payer payer, Extent next) {
    Said last = said.get(payer.station());
    if (last == null || !last.to().equals(payer.state())) {
      return true;
    }
    Duration ago = Duration.ofNanos(clock.ticker().nanos() - last.atNanos());
    if (next instanceof Limited && ago.compareTo(AGAIN) >= 0) {
      return true;
    }
    return (last.extent() instanceof Limited before && next instanceof Limited now)
        ? differs(before, now, ago)
        : !last.extent().equals(next);
  }

  private static boolean differs(Limited before, Limited now, Duration ago) {
    long moved = now.windowLeftMs() - (before.windowLeftMs() - ago.toMillis());
    boolean anew =
        !now.budget().equals(before.budget())
            || moved > ROLLED.toMillis()
            || (moved > 0 && before.windowLeftMs() <= ago.toMillis());
    boolean more = now.escalations() > MORE * before.escalations() + 1;
    boolean other =
        now.escalations() != before.escalations() || now.typicalMicros() != before.typicalMicros();
    return anew || more || (other && ago.compareTo(PAUSE) >= 0);
  }

  private void say(Payer payer, Extent next) {
    Duration lifetime =
        next instanceof Limited limited ? Duration.ofMillis(limited.windowLeftMs()) : NO_END;
    byte[] payload =
        codec.encode(new StationAllowance(numbers.next(clock.millis()), clock.instant(), next));
    if (link.publishRetained(topic(payer.station()), payload, lifetime)) {
      said.put(payer.station(), new Said(next, payer.state(), clock.ticker().nanos()));
    }
  }

  /** A station that the plant does not have any more is told nothing. */
  private void takeAway(StationId station) {
    if (said.remove(station) != null) {
      var _ = link.publishRetained(topic(station), new byte[0], Duration.ofSeconds(1));
    }
  }

  private static String topic(StationId station) {
    return new Topic.Down(station, Topic.DownChannel.CONFIG).text();
  }
}
