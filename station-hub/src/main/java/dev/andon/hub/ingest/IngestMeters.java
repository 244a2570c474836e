package dev.andon.hub.ingest;

import dev.andon.wire.Lane;
import dev.andon.wire.StationAllowance.Extent;
import dev.andon.wire.StationAllowance.Limited;
import dev.andon.wire.StationId;
import dev.andon.wire.VerdictMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the stations' door counts. For escalations since the start: received = stored + repeated +
 * refused + deferred. Thread-safe.
 */
final class IngestMeters {
  private final MeterRegistry registry;
  private final Map<Lane, Counter> received = new EnumMap<>(Lane.class);
  private final Counter stored;
  private final Counter repeated;
  private final Counter quarantined;
  private final Counter notTaken;
  private final Counter confirmed;
  private final Counter sent;
  private final Counter notSent;
  private final Counter givenUp;
  private final Counter resumed;
  private final Timer judged;
  private final MultiGauge allowances;

  IngestMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Lane lane : Lane.values()) {
      received.put(lane, registry.counter("andon.ingest.received", "lane", word(lane)));
    }
    stored = registry.counter("andon.ingest.stored");
    repeated = registry.counter("andon.ingest.repeated");
    quarantined = registry.counter("andon.ingest.quarantined");
    notTaken = registry.counter("andon.ingest.not.taken");
    confirmed = registry.counter("andon.ingest.verdicts.confirmed");
    sent = registry.counter("andon.ingest.verdicts.sent");
    notSent = registry.counter("andon.ingest.verdicts.send.failed");
    givenUp = registry.counter("andon.ingest.verdicts.given.up");
    resumed = registry.counter("andon.ingest.resumed");
    judged = registry.timer("andon.ingest.judged");
    allowances =
        MultiGauge.builder("andon.station.allowance")
            .description(
                "Escalations that the tightest budget still pays for, as the station knows")
            .register(registry);
  }

  void received(Lane lane) {
    received.getOrDefault(lane, stored).increment();
  }

  void stored() {
    stored.increment();
  }

  void repeated() {
    repeated.increment();
  }

  /** Tag values are the codes of receipts, a fixed set. */
  void refused(String code) {
    registry.counter("andon.ingest.refused", "code", code).increment();
  }

  /** An escalation was taken without the good part that came with it. */
  void comparisonDropped(String code) {
    registry.counter("andon.ingest.comparisons.dropped", "code", code).increment();
  }

  void deferred(String code) {
    registry.counter("andon.ingest.deferred", "code", code).increment();
  }

  void quarantined() {
    quarantined.increment();
  }

  /** A message of any kind that the hub failed on. */
  void notTaken() {
    notTaken.increment();
  }

  void resumed(int count) {
    resumed.increment(count);
  }

  /**
   * A run that was cut short is taken up again.
   *
   * @param found what the books know of it: {@code answer}, {@code unknown} or {@code nothing}
   */
  void cutShort(String found) {
    registry.counter("andon.ingest.cut.short", "found", found).increment();
  }

  void decided(String kind, VerdictMessage verdict, Duration sinceReceived) {
    registry
        .counter(
            "andon.ingest.verdicts",
            "verdict",
            kind,
            "by",
            word(verdict.answeredBy()),
            "provisional",
            Boolean.toString(verdict.provisional()))
        .increment();
    judged.record(sinceReceived);
  }

  void sent(boolean taken) {
    (taken ? sent : notSent).increment();
  }

  void confirmed() {
    confirmed.increment();
  }

  /** A station was sent a verdict on what it never asked. */
  void notKnown() {
    registry.counter("andon.ingest.verdicts.not.known").increment();
  }

  /** Not even decoded. */
  void turnedAway(String reason) {
    registry.counter("andon.ingest.turned.away", "reason", reason).increment();
  }

  /** Two processes were found to use one station's name. */
  void twins() {
    registry.counter("andon.ingest.station.twins").increment();
  }

  void givenUp() {
    givenUp.increment();
  }

  /** What each station that a budget binds was told last. */
  void allowances(Map<StationId, Extent> told) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    told.forEach(
        (station, extent) -> {
          if (extent instanceof Limited limited) {
            Tags tags = Tags.of("line", station.line(), "station", station.station());
            rows.add(MultiGauge.Row.of(tags, limited.escalations()));
          }
        });
    allowances.register(rows, true);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
