package dev.andon.hub.ingest;

import dev.andon.hub.ingest.mqtt.MqttLink;
import dev.andon.hub.time.SteadyClock;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends verdicts until the station has confirmed them: at once, then after 2 s, 4 s … up to 5
 * minutes, at once again when the station comes back, and not after the retention. Thread-safe.
 */
final class VerdictSender {
  private static final Logger LOG = LoggerFactory.getLogger(VerdictSender.class);
  static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final int BATCH = 100;

  /** Verdicts on their way to a broker that is slow to take them; further ones wait for a round. */
  private static final int MAX_SENDING = 256;

  private final MqttLink link;
  private final EscalationStore escalations;
  private final IngestMeters meters;
  private final SteadyClock clock;
  private final Duration retention;
  private final Executor sender;
  private final Semaphore sending = new Semaphore(MAX_SENDING);
  private final WireCodec codec = new WireCodec();

  /**
   * Prepares to send.
   *
   * @param sender runs each sending, which may block for as long as the broker takes
   */
  VerdictSender(
      MqttLink link,
      EscalationStore escalations,
      IngestMeters meters,
      SteadyClock clock,
      Duration retention,
      Executor sender) {
    this.link = link;
    this.escalations = escalations;
    this.meters = meters;
    this.clock = clock;
    this.retention = retention;
    this.sender = sender;
  }

  /**
   * Sends a stored verdict once, without a note and without waiting for the broker; the round sends
   * it again if nobody confirms.
   */
  void send(StationId station, VerdictMessage verdict) {
    if (!sending.tryAcquire()) {
      meters.sent(false);
      return;
    }
    try {
      sender.execute(() -> publish(station, verdict));
    } catch (RejectedExecutionException stopping) {
      sending.release();
      meters.sent(false);
    }
  }

  private void publish(StationId station, VerdictMessage verdict) {
    try {
      String topic = new Topic.Down(station, Topic.DownChannel.VERDICT).text();
      meters.sent(link.publish(topic, codec.encode(verdict)));
    } catch (RuntimeException bug) {
      LOG.error("verdict not sent escalation={}", verdict.escalationId(), bug);
      meters.sent(false);
    } finally {
      sending.release();
    }
  }

  /** Sends what is due, as far as the broker takes it. Called every half second by one thread. */
  void round() {
    if (!link.connected()) {
      return;
    }
    int room = Math.min(BATCH, sending.availablePermits());
    for (EscalationStore.Unsent unsent : escalations.unsent(clock.millis(), room)) {
      if (clock.isOlder(Instant.ofEpochMilli(unsent.decidedMs()), retention)) {
        giveUp(unsent);
      } else {
        escalations.sent(unsent.message(), clock.millis() + pause(unsent.sends()).toMillis());
        send(unsent.station(), unsent.message());
      }
    }
  }

  private void giveUp(EscalationStore.Unsent unsent) {
    escalations.giveUp(unsent.message());
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
