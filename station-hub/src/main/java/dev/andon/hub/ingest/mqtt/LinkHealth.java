package dev.andon.hub.ingest.mqtt;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the hub's link: counts every loss and every failed attempt, says each new state
 * once in the log, and keeps what is wrong for the status page. Thread-safe.
 */
final class LinkHealth {
  private static final Logger LOG = LoggerFactory.getLogger(HiveMqLink.class);

  private final MeterRegistry meters;
  private @Nullable String trouble;
  private boolean contested;
  private int attempts;
  private boolean everUp;

  LinkHealth(MeterRegistry meters) {
    this.meters = meters;
    for (LinkLoss.Cause cause : LinkLoss.Cause.values()) {
      var _ = meters.counter("andon.mqtt.disconnects", "cause", word(cause));
    }
    for (LinkRefusal.Cause cause : LinkRefusal.Cause.values()) {
      var _ = meters.counter("andon.mqtt.connect.failures", "cause", word(cause));
    }
  }

  synchronized void up(String address) {
    if (everUp) {
      meters.counter("andon.mqtt.reconnects").increment();
    }
    everUp = true;
    LOG.info("broker connected address={} failed_attempts={}", address, attempts);
    attempts = 0;
    if (!contested) {
      trouble = null;
    }
  }

  synchronized void lost(String address, LinkLoss loss) {
    meters.counter("andon.mqtt.disconnects", "cause", word(loss.cause())).increment();
    if (!contested) {
      trouble = loss.reason();
      LOG.warn(
          "broker lost address={} cause={} reason={}", address, word(loss.cause()), loss.reason());
    }
  }

  /** The same reason again is counted only. */
  synchronized void refused(String address, LinkRefusal refusal) {
    meters.counter("andon.mqtt.connect.failures", "cause", word(refusal.cause())).increment();
    attempts++;
    if (contested || refusal.reason().equals(trouble)) {
      return;
    }
    trouble = refusal.reason();
    switch (refusal.cause()) {
      case UNREACHABLE -> LOG.warn("broker not reached address={} cause={}", address, trouble);
      case TLS, LOGIN, ACCESS, BROKER ->
          LOG.error(
              "broker refuses the hub address={} cause={}: {}",
              address,
              word(refusal.cause()),
              trouble);
    }
  }

  /**
   * Whether another client uses our id; said when it begins and when it is over.
   *
   * @param suspected whether the broker did not say so
   */
  synchronized void contested(String clientId, boolean now, boolean suspected) {
    if (now && !contested) {
      trouble =
          (suspected
                  ? "three connections in a row broke within ten seconds of the broker's taking"
                      + " them: if its log names no other reason, "
                  : "")
              + "another client of the broker uses the id "
              + clientId
              + ": most likely a second hub runs with this configuration. Stop one of them, or give"
              + " it a plant or an mqtt.client_id of its own; until then both lose the broker again"
              + " and again";
      LOG.error("client id taken over id={}: {}", clientId, trouble);
    } else if (!now && contested) {
      trouble = null;
      LOG.info("client id is ours alone again id={}", clientId);
    }
    contested = now;
  }

  /** A message that there was no room for. */
  void shed() {
    meters.counter("andon.mqtt.messages.sent.back").increment();
  }

  /** The broker takes messages of the hub and does not pass them on. */
  synchronized void publishRefused(String topic, String code) {
    meters.counter("andon.mqtt.publish.refused").increment();
    String text =
        "the broker does not let the hub write to "
            + topic
            + " ("
            + code
            + "): its access list needs what ./andon broker-config writes for the hub";
    if (trouble == null) {
      trouble = text;
      LOG.error("publish refused topic={} code={}: {}", topic, code, text);
    }
  }

  /** mosquitto accepts a subscription that its access list does not cover, and delivers nothing. */
  synchronized void deaf(String probe) {
    if (trouble == null) {
      trouble =
          "the broker does not deliver the hub's own pulse on "
              + probe
              + ", so most likely nothing of the stations either: its access list needs what"
              + " ./andon broker-config writes for the hub";
      LOG.error("broker delivers nothing topic={}: {}", probe, trouble);
    }
  }

  /** What is wrong now, in words. */
  synchronized Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  private static String word(Enum<?> cause) {
    return cause.name().toLowerCase(Locale.ROOT);
  }
}
