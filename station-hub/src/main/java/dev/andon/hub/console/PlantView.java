package dev.andon.hub.console;

import dev.andon.hub.money.Money;
import dev.andon.wire.Health;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the page shows, at one moment.
 *
 * @param now the hub's clock
 * @param broker whether the broker is connected; true where the hub has no stations' door
 * @param brokerTrouble what is wrong with the way to it, in words, if something is
 * @param providers whether a provider answers, as far as is known
 * @param open escalations and verdicts that are not finished
 * @param troubles why the hub is not ready, one sentence each; empty when it is
 * @param unreadable parts that the store does not give out now; they are empty then
 */
public record PlantView(
    String plant,
    Instant now,
    boolean broker,
    Optional<String> brokerTrouble,
    boolean providers,
    Open open,
    List<Station> stations,
    List<Verdict> verdicts,
    List<Spend> spend,
    List<Request> requests,
    List<String> troubles,
    Set<Part> unreadable) {

  /** What is read from the store. */
  public enum Part {
    OPEN,
    SPEND,
    VERDICTS,
    REQUESTS
  }

  /** Numbers of what is not finished. */
  public record Open(long queued, long waiting, long unconfirmed) {}

  /**
   * One station.
   *
   * @param twins whether two processes use its name
   * @param standing where its views stand that buy their autonomy, a sentence each
   * @param allowance what it was told that the budgets still pay for, in words
   * @param health its last pulse, if one came
   */
  public record Station(
      String name,
      boolean online,
      Instant lastHeard,
      long frames,
      long queued,
      long escalations,
      boolean twins,
      List<String> standing,
      String allowance,
      Optional<Health> health) {}

  /** One verdict. */
  public record Verdict(
      String escalation, String station, String verdict, String by, Money cost, Instant at) {}

  /** What one line has spent today. */
  public record Spend(String line, long calls, long hits, Money cost, Money saved) {}

  /** One request. */
  public record Request(
      String id,
      Instant at,
      String who,
      String model,
      String outcome,
      double tookMs,
      Optional<Money> cost) {}
}
