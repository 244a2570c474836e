package dev.andon.sandbox.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * What goes wrong when, drawn from a seed: same seed, same plan. Each round holds every kind of
 * incident once, shuffled, so that short soaks see many kinds; never two at one target at a time.
 *
 * @param planned in the order they begin
 */
record FaultPlan(List<Planned> planned) {

  private static final long SHORTEST_GAP_MS = 2_000;
  private static final long LONGEST_GAP_MS = 7_000;
  private static final long BREATH_MS = 1_500;

  /**
   * One incident.
   *
   * @param at from the start of the soak
   * @param length until it is right again
   */
  record Planned(Duration at, Duration length, Incident incident) {
    Duration end() {
      return at.plus(length);
    }
  }

  FaultPlan {
    planned = List.copyOf(planned);
  }

  /**
   * Draws a plan.
   *
   * @param from the first incident begins there
   * @param to all are over there
   */
  static FaultPlan draw(
      long seed, Duration from, Duration to, Set<FaultKind> kinds, List<String> stations) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Planned> planned = new ArrayList<>();
    Map<String, Long> free = new HashMap<>();
    long at = from.toMillis();
    while (at < to.toMillis()) {
      List<Incident> round = round(random, kinds, stations);
      if (round.isEmpty()) {
        break;
      }
      for (Incident incident : round) {
        long begin = Math.max(at, free.getOrDefault(incident.target(), 0L));
        long end = Math.min(begin + length(incident, random), to.toMillis());
        if (begin < end) {
          planned.add(
              new Planned(Duration.ofMillis(begin), Duration.ofMillis(end - begin), incident));
          free.put(incident.target(), end + BREATH_MS);
        }
        at += random.nextLong(SHORTEST_GAP_MS, LONGEST_GAP_MS);
      }
    }
    planned.sort(Comparator.comparing(Planned::at));
    return new FaultPlan(planned);
  }

  /** How many of each kind, by its name. */
  Map<String, Long> byKind() {
    return planned.stream()
        .collect(Collectors.groupingBy(p -> p.incident().kind().text(), Collectors.counting()));
  }

  private static List<Incident> round(
      SplittableRandom random, Set<FaultKind> kinds, List<String> stations) {
    List<Incident> all = new ArrayList<>();
    all.add(new Incident.Kill("broker"));
    all.add(new Incident.Kill("hub"));
    all.add(new Incident.Kill(any(random, stations)));
    all.add(new Incident.Stall("broker"));
    all.add(new Incident.Stall("hub"));
    all.add(new Incident.Stall("provider"));
    all.add(new Incident.FullDisk("hub"));
    all.add(new Incident.FullDisk(any(random, stations)));
    all.add(new Incident.Cable(any(random, stations), false));
    all.add(new Incident.Cable(any(random, stations), true));
    all.add(new Incident.Cable("hub", random.nextBoolean()));
    Arrays.stream(ProviderPhase.values())
        .filter(phase -> phase != ProviderPhase.HEALTHY)
        .map(Incident.Answers::new)
        .forEach(all::add);
    List<Incident> wanted = new ArrayList<>();
    for (Incident one : all) {
      if (kinds.contains(one.kind())) {
        wanted.add(random.nextInt(wanted.size() + 1), one);
      }
    }
    return wanted;
  }

  private static String any(SplittableRandom random, List<String> stations) {
    return stations.get(random.nextInt(stations.size()));
  }

  /** In milliseconds. */
  private static long length(Incident incident, SplittableRandom random) {
    return switch (incident) {
      case Incident.Kill ignored -> random.nextLong(1, 5_000);
      case Incident.Stall ignored -> random.nextLong(6_000, 20_000);
      case Incident.FullDisk ignored -> random.nextLong(5_000, 15_000);
      case Incident.Answers ignored -> random.nextLong(3_000, 10_000);
      case Incident.Cable(String ignored, boolean halfOpen) ->
          halfOpen ? random.nextLong(6_000, 20_000) : random.nextLong(1_000, 10_000);
    };
  }
}
