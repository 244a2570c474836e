package dev.andon.hub.ingest.mqtt;

import dev.andon.wire.Topic;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A message that the hub sends to itself through the broker, over one connection. A broker that
 * answers pings and delivers nothing looks like a quiet line (decision 12): when pulses came back
 * before and nothing comes any more, the connection is dead. Thread-safe.
 */
public final class LoopbackProbe {
  private final String topic;
  private final Rhythm rhythm;
  private final LongSupplier nanos;
  private final long since;
  private volatile boolean came;
  private volatile long heard;

  /**
   * How often a pulse goes out, and after how long without any message the link is taken for dead.
   *
   * @param expectedLatency several times {@code every}
   */
  public record Rhythm(Duration every, Duration expectedLatency) {
    public static final Rhythm USUAL = new Rhythm(Duration.ofSeconds(2), Duration.ofSeconds(10));
  }

  LoopbackProbe(String clientId, Rhythm rhythm, LongSupplier nanos) {
    this.topic = topicOf(clientId);
    this.rhythm = rhythm;
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  public static String topicOf(String clientId) {
    return Topic.ROOT + "/hub/" + clientId + "/pulse";
  }

  String topic() {
    return topic;
  }

  /** Any message shows that the broker delivers. Returns whether this one is only a pulse. */
  boolean hear(String from) {
    heard = nanos.getAsLong();
    boolean mine = from.equals(topic);
    came = came || mine;
    return mine;
  }

  /** Whether none was let through since the connection came about, long ago. */
  boolean neverCame() {
    return !came && nanos.getAsLong() - since > rhythm.expectedLatency().toNanos();
  }

  /** Whether nothing has come for too long. Never where no pulse is let through at all. */
  boolean missed() {
    return came && nanos.getAsLong() - heard > rhythm.expectedLatency().toNanos();
  }
}
