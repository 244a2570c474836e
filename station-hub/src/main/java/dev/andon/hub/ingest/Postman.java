package dev.andon.hub.ingest;

import dev.andon.hub.exchange.SteadyClock;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends verdicts until the station has confirmed them: at once, then after 2 s, 4 s … up to 5
 * minutes, at once again when the station comes back, and not after the retention. Thread-safe.
 */
final class Postman {
  private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
  static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final int BATCH = 100;

  private final MqttLink link;
  private final Cases cases;
  private final IngestMeters meters;
  private final SteadyClock clock;
  private final Duration retention;
  private final WireCodec codec = new WireCodec();

  Postman(MqttLink link, Cases cases, IngestMeters meters, SteadyClock clock, Duration retention) {
    this.link = link;
    this.cases = cases;
    this.meters = meters;
    this.clock = clock;
    this.retention = retention;
  }

  /** Sends a stored verdict once, without a note; the round sends it again if nobody confirms. */
  void send(StationId station, VerdictMessage verdict) {
    String topic = new Topic.Down(station, Topic.DownChannel.VERDICT).text();
    meters.sent(link.publish(topic, codec.encode(verdict)));
  }

  /** Sends what is due. Called every half second by one thread. */
  void round() {
    if (!link.connected()) {
      return;
    }
    for (Cases.Unsent unsent : cases.unsent(clock.millis(), BATCH)) {
      if (clock.isOlder(Instant.ofEpochMilli(unsent.decidedMs()), retention)) {
        giveUp(unsent);
      } else {
        cases.sent(unsent.message(), clock.millis() + pause(unsent.sends()).toMillis());
        send(unsent.station(), unsent.message());
      }
    }
  }

  private void giveUp(Cases.Unsent unsent) {
    cases.giveUp(unsent.message());
    meters.givenUp();
    LOG.warn(
        "verdict never confirmed station={} escalation={} sends={}",
        unsent.station(),
        unsent.message().escalationId(),
        unsent.sends());
  }

  /** The pause after the sending that follows {@code sends} earlier ones. */
  static Duration pause(int sends) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(sends, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
