package dev.andon.edge.uplink;

import dev.andon.edge.outbox.Outbox;
import dev.andon.wire.Health;
import dev.andon.wire.StationId;
import dev.andon.wire.UuidV7;
import dev.andon.wire.WireCodec;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
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
 * Keeps one station connected: connects, runs a {@link Session} until the link is lost, waits, and
 * connects again, for ever. One thread of its own does everything that touches the outbox from this
 * side. Thread-safe.
 */
public final class Uplink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
  private static final long STOP_MS = 15_000;

  private final Parts parts;
  private final MqttPort port;
  private final MqttEndpoint endpoint;
  private final Backoff backoff;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
  private final Thread thread;
  private boolean reportedDown;

  /**
   * What a session works with.
   *
   * @param station whose uplink this is
   * @param boot this start of the agent
   * @param outbox what is sent and where answers go
   * @param settings pacing
   * @param codec also bounds outgoing messages
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
      UuidV7 ids,
      InstantSource wall,
      LongSupplier nanos,
      Supplier<Health> health,
      UplinkListener listener) {}

  public Uplink(Parts parts, MqttPort port, MqttEndpoint endpoint, RandomGenerator random) {
    this.parts = parts;
    this.port = port;
    this.endpoint = endpoint;
    this.backoff =
        new Backoff(parts.settings().backoffMin(), parts.settings().backoffMax(), random);
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
    Session current = session.get();
    if (current != null) {
      current.wake();
    }
  }

  /** Whether the broker has us now. */
  public boolean connected() {
    return session.get() != null;
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
    Session next = new Session(parts, events, this::stopping);
    try (MqttPort.MqttLink link = port.connect(endpoint, next.offline(), events)) {
      next.greet(link);
      session.set(next);
      backoff.reset();
      reportedDown = false;
      LOG.info("uplink station={} broker={} state=up", parts.station(), endpoint.uri());
      parts.listener().linkUp(endpoint.uri());
      String reason = next.runUntilLost(link);
      if (!stopping()) {
        down(reason);
      }
    } finally {
      session.set(null);
    }
  }

  private void down(String reason) {
    if (!reportedDown) {
      reportedDown = true;
      LOG.warn("uplink station={} state=down reason={}", parts.station(), reason);
      parts.listener().linkDown(reason);
    }
  }

  private void pause() {
    Duration wait = backoff.next();
    try {
      if (stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("uplink station={} stopped", parts.station());
      }
    } catch (InterruptedException interrupted) {
      stopped.countDown();
    }
  }
}
