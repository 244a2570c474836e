package dev.andon.edge;

import dev.andon.edge.capture.LiveSession;
import dev.andon.edge.outbox.DurableCounters;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.Evicted;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.outbox.Priority;
import dev.andon.edge.outbox.SendQueue;
import dev.andon.edge.trigger.TriggerMeters;
import dev.andon.edge.uplink.Authenticator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's meters. What the outbox counts durably is read from there, so that it survives
 * restarts and cannot disagree: a new name in {@link dev.andon.edge.outbox.DurableCounters} is a
 * meter {@code andon.edge.NAME} by itself. Thread-safe.
 */
final class AgentMeters {
  private static final Logger LOG = LoggerFactory.getLogger(AgentMeters.class);
  private static final long TALLY_AGE_NANOS = 500_000_000;

  private final LongSupplier nanos;
  private final Outbox outbox;
  private final MeterRegistry registry;
  private final Timer triage;
  private final Timer handling;
  private final Counter lostLinks;
  private final Counter takenOverLinks;
  private DurableCounters counters;
  private SendQueue.Waiting waiting;
  private List<AuditStanding> audits = List.of();
  private long readAt;

  AgentMeters(
      MeterRegistry registry, Outbox outbox, Authenticator authenticator, LongSupplier nanos) {
    this.registry = registry;
    this.nanos = nanos;
    this.outbox = outbox;
    this.counters = outbox.counters();
    this.waiting = outbox.queue().waiting();
    this.readAt = nanos.getAsLong();
    this.triage =
        Timer.builder("andon.edge.triage")
            .description("model and policy, a frame")
            .publishPercentiles(0.5, 0.95)
            .register(registry);
    this.handling =
        Timer.builder("andon.edge.handling")
            .description("from the frame in memory to its commit")
            .publishPercentiles(0.5, 0.95)
            .register(registry);
    this.lostLinks = links(registry, "lost");
    this.takenOverLinks = links(registry, "taken_over");
    for (Name name : Name.values()) {
      if (name != Name.SEQUENCE) {
        FunctionCounter.builder(
                "andon.edge." + name.text().replace('_', '.'), this, m -> m.of(name))
            .register(registry);
      }
    }
    evictions(registry);
    gauges(registry);
    trust(registry, authenticator);
  }

  private void evictions(MeterRegistry registry) {
    for (Priority priority : Priority.values()) {
      for (Evicted.Why why : Evicted.Why.values()) {
        Evicted kind = new Evicted(priority, why);
        FunctionCounter.builder(
                "andon.edge.evictions", this, m -> m.counters().evictions().getOrDefault(kind, 0L))
            .description("pictures that were given up or not kept, andon.edge.evicted in all")
            .tag("priority", priority.text())
            .tag("reason", why.text())
            .register(registry);
      }
    }
  }

  private static void trust(MeterRegistry registry, Authenticator authenticator) {
    for (Authenticator.Flaw flaw : Authenticator.Flaw.values()) {
      FunctionCounter.builder("andon.edge.hub.untrusted", authenticator, a -> a.untrusted(flaw))
          .description("messages that the hub did not sign, ignored")
          .tag("reason", flaw.word())
          .register(registry);
    }
    Gauge.builder(
            "andon.edge.hub.accepts.unsigned", authenticator, a -> a.acceptsUnsigned() ? 1 : 0)
        .description("1 while messages that nobody signed are taken")
        .register(registry);
  }

  private void gauges(MeterRegistry registry) {
    Gauge.builder("andon.edge.outbox.queued.rows", this, m -> m.fresh().queued())
        .register(registry);
    Gauge.builder("andon.edge.outbox.sent.rows", this, m -> m.fresh().sent()).register(registry);
    Gauge.builder("andon.edge.outbox.bytes", this, m -> m.fresh().bytes())
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("andon.edge.outbox.awaiting", this, m -> m.fresh().awaitingVerdict())
        .description("escalations that the hub has and has not answered")
        .register(registry);
    Gauge.builder("andon.edge.outbox.failing", outbox, o -> o.health().writes() ? 0 : 1)
        .description("1 while the outbox cannot be written")
        .register(registry);
    Gauge.builder("andon.edge.outbox.unlogged.waiting", outbox, o -> o.health().unlogged())
        .description("live frames that could not be stored and are counted in memory only")
        .register(registry);
    Gauge.builder("andon.edge.outbox.tight", outbox, o -> o.health().tight() ? 1 : 0)
        .description("1 while the reserved space is used up and older pictures go for newer ones")
        .register(registry);
    FunctionCounter.builder("andon.edge.told.anyway", outbox, o -> o.health().toldAnyway())
        .description("signals told to the line although the outbox could not be written")
        .register(registry);
  }

  /** What is counted of a camera whose newest frame alone is judged. */
  static void ofCamera(LiveSession session, MeterRegistry registry) {
    FunctionCounter.builder("andon.edge.frames.dropped", session, LiveSession::dropped)
        .description("frames of a camera that a newer one replaced before they were asked for")
        .register(registry);
    FunctionCounter.builder("andon.edge.frames.damaged", session, LiveSession::damaged)
        .description("frames of a camera that were not whole")
        .register(registry);
  }

  /** Registers what did not meet. */
  static void ofTriggers(TriggerMeters triggers, MeterRegistry registry) {
    FunctionCounter.builder(
            "andon.edge.triggers.without.frame", triggers, TriggerMeters::triggersWithoutFrame)
        .description("announced parts that got no frame in time")
        .register(registry);
    FunctionCounter.builder(
            "andon.edge.frames.without.trigger", triggers, TriggerMeters::framesWithoutTrigger)
        .description("frames that no announced part was for; they are not judged")
        .register(registry);
  }

  private static Counter links(MeterRegistry registry, String cause) {
    return Counter.builder("andon.edge.mqtt.disconnects")
        .description("connections to the broker that ended")
        .tag("cause", cause)
        .register(registry);
  }

  long now() {
    return nanos.getAsLong();
  }

  /** Returns how long it took, in nanoseconds. */
  long triaged(long begun) {
    long took = nanos.getAsLong() - begun;
    triage.record(took, TimeUnit.NANOSECONDS);
    return took;
  }

  void handled(long begun) {
    handling.record(nanos.getAsLong() - begun, TimeUnit.NANOSECONDS);
  }

  /** A connection to the broker that was there is gone. */
  void linkLost(boolean takenOver) {
    (takenOver ? takenOverLinks : lostLinks).increment();
  }

  /** What audits say of each variant, at most half a second old. */
  synchronized List<AuditStanding> audits() {
    read(TALLY_AGE_NANOS);
    return audits;
  }

  /** The broker would not take a message. */
  void refused(int reason) {
    Counter.builder("andon.edge.mqtt.refused")
        .description("messages that the broker would not take, by its reason code")
        .tag("reason", Integer.toString(reason))
        .register(registry)
        .increment();
  }

  /** The counters, at most half a second old: one scrape reads them once. */
  synchronized DurableCounters counters() {
    read(TALLY_AGE_NANOS);
    return counters;
  }

  /** The counters now; where the outbox cannot be read, the last ones. */
  synchronized DurableCounters tallyNow() {
    read(-1);
    return counters;
  }

  /** What the outbox still has to do; where it cannot be read, what it had last. */
  synchronized SendQueue.Waiting waiting() {
    return waiting;
  }

  private synchronized SendQueue.Waiting fresh() {
    read(TALLY_AGE_NANOS);
    return waiting;
  }

  private void read(long ifOlderThan) {
    if (nanos.getAsLong() - readAt > ifOlderThan) {
      try {
        waiting = outbox.queue().waiting();
        counters = outbox.counters();
        audits = outbox.audits().tallies().stream().map(AuditStanding::of).toList();
      } catch (OutboxException unreadable) {
        LOG.debug("the last counters stand: {}", unreadable.reason());
      }
      readAt = nanos.getAsLong();
    }
  }

  private double of(Name name) {
    return counters().of(name);
  }
}
