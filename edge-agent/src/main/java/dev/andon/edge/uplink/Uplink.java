package dev.andon.edge.uplink;

import dev.andon.edge.outbox.Outbox;
import dev.andon.wire.Health;
import dev.andon.wire.StationId;
import dev.andon.wire.UuidV7;
import dev.andon.wire.WireCodec;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one station connected: connects, runs a {@link UplinkSession} until the link is lost,
 * waits, and connects again, for ever. One thread of its own does everything that touches the
 * outbox from this side. Thread-safe.
 */
public final class Uplink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
  private static final long STOP_MS = 15_000;
  private static final Duration LIVED = Duration.ofSeconds(10);
  private static final long TOLD_MS = 1_000;

  private final Parts parts;
  private final MqttPort port;
  private final MqttEndpoint endpoint;
  private final ReconnectDelay backoff;
  private final RandomGenerator random;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable UplinkSession> session = new AtomicReference<>();
  private final Thread thread;
  private final Takeovers takeovers = new Takeovers();
  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
  private boolean reportedDown;

  /**
   * What a session works with.
   *
   * @param station whose uplink this is
   * @param boot this start of the agent
   * @param outbox what is sent and where answers go
   * @param settings pacing
   * @param codec also bounds outgoing messages
   * @param authenticator tells the hub's word from others'
   * @param ids makes ids of event batches
   * @param wall stamps messages
   * @param nanos the monotonic clock of the frames
   * @param health makes the pulse
   * @param listener hears what was committed
   */
  public record Parts(
      StationId station,
      UUID boot,
      Outbox outbox,
      UplinkSettings settings,
      WireCodec codec,
      Authenticator authenticator,
      UuidV7 ids,
      InstantSource wall,
      LongSupplier nanos,
      Supplier<Health> health,
      UplinkListener listener) {}

  public Uplink(Parts parts, MqttPort port, MqttEndpoint endpoint, RandomGenerator random) {
    this.parts = parts;
    this.port = port;
    this.endpoint = endpoint;
    this.random = random;
    this.backoff =
        new ReconnectDelay(parts.settings().backoffMin(), parts.settings().backoffMax(), random);
    this.thread =
        Thread.ofPlatform()
            .name("uplink-" + parts.station().station())
            .daemon()
            .unstarted(this::run);
  }

  /** Begins to connect; returns at once. */
  public void start() {
    thread.start();
  }

  /** There is something new to send. */
  public void wake() {
    UplinkSession current = session.get();
    if (current != null) {
      current.wake();
    }
  }

  /** Whether the broker has us now. */
  public boolean connected() {
    return session.get() != null;
  }

  /** What is wrong with the link, in words for a page; empty while it is up. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble.get());
  }

  @Override
  public void close() {
    stopped.countDown();
    wake();
    try {
      thread.join(STOP_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean stopping() {
    return stopped.getCount() == 0;
  }

  private void run() {
    while (!stopping()) {
      try {
        oneConnection();
      } catch (IOException failure) {
        down(String.valueOf(failure.getMessage()));
      } catch (RuntimeException | Error bug) {
        // Whatever it is, a station without an uplink would never be heard of again.
        LOG.error("uplink station={} failed", parts.station(), bug);
        down(String.valueOf(bug));
      }
      pause();
    }
  }

  private void oneConnection() throws IOException {
    LinkQueue events = new LinkQueue();
    UplinkSession next = new UplinkSession(parts, events, this::stopping);
    try (MqttPort.MqttLink link = taken(next, events)) {
      long since = System.nanoTime();
      String reason = live(next, link, events);
      if (!stopping()) {
        over(events.ending(), Duration.ofNanos(System.nanoTime() - since));
        down(reason);
      }
    } finally {
      session.set(null);
    }
  }

  private MqttPort.MqttLink taken(UplinkSession next, LinkQueue events) throws IOException {
    try {
      return port.connect(endpoint, next.offline(), events);
    } catch (IOException notTaken) {
      takeovers.unreachable();
      throw notTaken;
    }
  }

  /** Returns why it ended: what the broker said comes a moment after the first call that fails. */
  private String live(UplinkSession next, MqttPort.MqttLink link, LinkQueue events) {
    try {
      next.greet(link);
      session.set(next);
      up();
      return next.runUntilLost(link);
    } catch (IOException unusable) {
      return events.lostWithin(TOLD_MS).orElse(String.valueOf(unusable.getMessage()));
    }
  }

  private void up() {
    reportedDown = false;
    if (!takeovers.contested()) {
      trouble.set(null);
    }
    LOG.info("uplink station={} broker={} state=up", parts.station(), endpoint.uri());
    parts.listener().linkUp(endpoint.uri());
  }

  /** A link that did not live is no reason to come back at once. */
  private void over(Ending ending, Duration lived) {
    boolean before = takeovers.contested();
    boolean takenOver = takeovers.over(ending, lived, System.nanoTime());
    if (lived.compareTo(LIVED) >= 0) {
      backoff.reset();
    }
    if (takeovers.contested() && !before) {
      String what = takeovers.suspected() ? suspicion() : contest();
      trouble.set(what);
      LOG.error("client id taken over: {}", what);
    }
    parts.listener().linkLost(takenOver);
  }

  private String contest() {
    return "another client of the broker uses the id "
        + endpoint.clientId()
        + ": most likely a second station runs as "
        + parts.station()
        + ". Stop one of them, or give it a name of its own; until then both lose the hub again and"
        + " again";
  }

  private String suspicion() {
    return "the broker took three connections in a row and ended each within ten seconds without"
        + " giving a reason: most likely another client uses the id "
        + endpoint.clientId()
        + ", as a second station that runs as "
        + parts.station()
        + ". Stop one of them, or give it a name of its own; if there is none, the broker's log"
        + " says why";
  }

  /** Said again only where the reason is another one. */
  private void down(String reason) {
    if (!takeovers.contested() && !reason.equals(trouble.getAndSet(reason))) {
      LOG.warn("uplink station={} state=down reason={}", parts.station(), reason);
    }
    if (!reportedDown) {
      reportedDown = true;
      parts.listener().linkDown(reason);
    }
  }

  /** Evenly from the upper half, as of two that fight for an id one should win for a while. */
  private Duration drawn(Duration longest) {
    long bound = longest.toMillis();
    return Duration.ofMillis(bound - random.nextLong(bound / 2 + 1));
  }

  private void pause() {
    Duration wait = takeovers.contested() ? drawn(takeovers.pause()) : backoff.next();
    try {
      if (stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("uplink station={} stopped", parts.station());
      }
    } catch (InterruptedException interrupted) {
      stopped.countDown();
    }
  }
}
