package dev.andon.edge.uplink;

import dev.andon.wire.Signed;
import dev.andon.wire.StationId;
import dev.andon.wire.StationKey;
import dev.andon.wire.WireCodec;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the hub's word from anybody else's. What is not the hub's is counted in memory and kept
 * nowhere: a flood of forgeries must not wear out the disk. Replays of what the hub did say are
 * left to whoever stores it: a verdict belongs to one escalation and counts once. Thread-safe.
 */
public final class Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);

  private final StationId station;
  private volatile HubKeys keys;
  private final WireCodec codec;
  private final Map<Flaw, AtomicLong> untrusted = new EnumMap<>(Flaw.class);

  /** Why a message is not taken for the hub's. */
  public enum Flaw {
    /** No proof at all. */
    UNSIGNED("nobody signed it"),
    /** A proof by a key that this station does not have. */
    UNKNOWN_KEY("it was signed with a key that this station does not have"),
    /** A proof that does not fit key, topic and content. */
    WRONG_SIGNATURE("its signature does not fit");

    private final String says;

    Flaw(String says) {
      this.says = says;
    }

    /** As it stands in metrics. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What came of looking at a payload. */
  sealed interface Checked {
    /** The hub's own payload, or one that is taken without proof. */
    record Genuine(byte[] payload) implements Checked {}

    /** Nothing may follow from it. */
    record Untrusted(Flaw flaw) implements Checked {}
  }

  public Authenticator(StationId station, HubKeys keys, WireCodec codec) {
    this.station = station;
    this.keys = keys;
    this.codec = codec;
    for (Flaw flaw : Flaw.values()) {
      untrusted.put(flaw, new AtomicLong());
    }
    warn(keys);
  }

  /** From the next message on, other keys. */
  public void replace(HubKeys next) {
    if (!next.equals(keys)) {
      keys = next;
      warn(next);
    }
  }

  private void warn(HubKeys trusted) {
    if (trusted.acceptUnsigned()) {
      LOG.warn(
          "station={} takes messages without the hub's signature (hub.accept_unsigned): whoever"
              + " reaches the broker can accept a part",
          station);
    }
  }

  Checked check(String topic, byte[] payload) {
    Checked checked =
        codec.decode(payload) instanceof WireCodec.Accepted(Signed signed)
            ? check(topic, signed)
            : unsigned(payload);
    if (checked instanceof Checked.Untrusted(Flaw flaw)) {
      count(flaw, topic);
    }
    return checked;
  }

  private Checked unsigned(byte[] payload) {
    return keys.acceptUnsigned()
        ? new Checked.Genuine(payload)
        : new Checked.Untrusted(Flaw.UNSIGNED);
  }

  private Checked check(String topic, Signed signed) {
    List<StationKey> known = keys.keys();
    if (known.isEmpty()) {
      return unsigned(signed.body());
    }
    Optional<StationKey> key =
        known.stream().filter(one -> one.id().equals(signed.keyId())).findFirst();
    if (key.isEmpty()) {
      return new Checked.Untrusted(Flaw.UNKNOWN_KEY);
    }
    return key.get().signed(topic, signed)
        ? new Checked.Genuine(signed.body())
        : new Checked.Untrusted(Flaw.WRONG_SIGNATURE);
  }

  private void count(Flaw flaw, String topic) {
    if (counter(flaw).getAndIncrement() == 0) {
      LOG.warn(
          "station={} ignores a message topic={}: {}; further ones are counted only, see"
              + " andon_edge_hub_untrusted_total",
          station,
          topic,
          flaw.says);
    }
  }

  private AtomicLong counter(Flaw flaw) {
    return untrusted.computeIfAbsent(flaw, _ -> new AtomicLong());
  }

  /** How many messages were ignored for that reason since the start. */
  public long untrusted(Flaw flaw) {
    return counter(flaw).get();
  }

  /** How many messages were ignored since the start. */
  public long untrusted() {
    return untrusted.values().stream().mapToLong(AtomicLong::get).sum();
  }

  /** Whether messages without proof are taken. */
  public boolean acceptsUnsigned() {
    return keys.acceptUnsigned();
  }
}
