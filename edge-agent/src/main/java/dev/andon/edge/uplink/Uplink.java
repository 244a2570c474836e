package dev.andon.edge.uplink;

import dev.andon.edge.outbox.Outbox;
import dev.andon.wire.Health;
import dev.andon.wire.StationState;
import dev.andon.wire.Topic;
import dev.andon.wire.WireCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
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

  private final StationBoot self;
  private final Outbox outbox;
  private final UplinkSettings settings;
  private final Authenticator authenticator;
  private final Supplier<Health> health;
  private final UplinkListener listener;
  private final UplinkBroker broker;
  private final WireCodec codec = new WireCodec();
  private final ReconnectDelay backoff;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable UplinkSession> session = new AtomicReference<>();
  private final Thread thread;
  private final Takeovers takeovers = new Takeovers();
  private final BrokerLimits limits;
  private final List<MqttEndpoint> addresses;
  private int address;
  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
  private boolean reportedDown;

  /**
   * Prepares to connect.
   *
   * @param outbox what is sent and where answers go
   * @param authenticator tells the hub's word from others'
   * @param health makes the pulse
   * @param listener hears what was committed
   */
  public Uplink(
      StationBoot self,
      Outbox outbox,
      UplinkSettings settings,
      Authenticator authenticator,
      Supplier<Health> health,
      UplinkListener listener,
      UplinkBroker broker) {
    this.self = self;
    this.outbox = outbox;
    this.settings = settings;
    this.authenticator = authenticator;
    this.health = health;
    this.listener = listener;
    this.broker = broker;
    this.addresses = broker.endpoint().each();
    this.limits = BrokerLimits.of(self.station(), settings, broker.random());
    this.backoff =
        new ReconnectDelay(settings.backoffMin(), settings.backoffMax(), broker.random());
    this.thread =
        Thread.ofPlatform()
            .name("uplink-" + self.station().station())
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

  /** What is wrong with the way to the hub, in words for a page; empty while nothing is. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble.get()).or(limits.topics()::trouble);
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
        LOG.error("uplink station={} failed", self.station(), bug);
        down(String.valueOf(bug));
      }
      pause();
    }
  }

  private void oneConnection() throws IOException {
    Taken taken = taken();
    try (MqttPort.MqttLink link = taken.link()) {
      long since = System.nanoTime();
      String reason = live(link, taken.events());
      if (!stopping()) {
        blame(taken.events().ending());
        over(taken.events().ending(), Duration.ofNanos(System.nanoTime() - since));
        down(reason);
      }
    } finally {
      session.set(null);
    }
  }

  private void blame(Ending ending) {
    UplinkSession last = session.get();
    if (last != null) {
      limits.rows().lost(ending, last.unacknowledged(), self.nanos());
    }
  }

  /** A connection and what happens on it. */
  private record Taken(MqttPort.MqttLink link, LinkQueue events) {}

  /** The address that worked last comes first, then the others in turn. */
  private Taken taken() throws IOException {
    List<String> reasons = new ArrayList<>();
    for (int tried = 0; tried < addresses.size() && !stopping(); tried++) {
      LinkQueue events = new LinkQueue();
      try {
        return new Taken(
            broker.port().connect(addresses.get(address), state(false), events), events);
      } catch (IOException notTaken) {
        reasons.add(notTaken.getMessage());
        address = (address + 1) % addresses.size();
      }
    }
    takeovers.unreachable();
    throw new IOException(String.join("; ", reasons));
  }

  /** Returns why it ended: what the broker said comes a moment after the first call that fails. */
  private String live(MqttPort.MqttLink link, LinkQueue events) {
    try {
      greet(link);
      UplinkSession next = session(link, events);
      session.set(next);
      up();
      return next.runUntilLost();
    } catch (IOException unusable) {
      return events.lostWithin(TOLD_MS).orElse(String.valueOf(unusable.getMessage()));
    }
  }

  /** Subscribes before it says that it is here, so that no answer is missed. */
  private void greet(MqttPort.MqttLink link) throws IOException {
    link.subscribe(Topic.downFilter(self.station()));
    link.publish(state(true), "birth");
  }

  private UplinkSession session(MqttPort.MqttLink link, LinkQueue events) {
    Sender sender = new Sender(self, outbox, settings, health, listener, link, limits);
    sender.sentOutside();
    Receiver receiver = new Receiver(self.station(), outbox, authenticator, listener, sender);
    return new UplinkSession(self, events, sender, receiver, this::stopping);
  }

  /** The birth message, or the last will. */
  private Publication state(boolean online) {
    StationState state =
        new StationState(self.station(), online, self.boot(), self.clock().wall().instant());
    return new Publication(
        new Topic.State(self.station()).text(),
        codec.encode(state),
        Publication.CBOR,
        Optional.empty(),
        true);
  }

  private void up() {
    reportedDown = false;
    if (!takeovers.contested()) {
      trouble.set(null);
    }
    String name = addresses.get(address).name();
    LOG.info("uplink station={} broker={} state=up", self.station(), name);
    listener.linkUp(name);
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
    listener.linkLost(takenOver);
  }

  private String contest() {
    return "another client of the broker uses the id "
        + broker.endpoint().clientId()
        + ": most likely a second station runs as "
        + self.station()
        + ". Stop one of them, or give it a name of its own; until then both lose the hub again and"
        + " again";
  }

  private String suspicion() {
    return "the broker took three connections in a row and ended each within ten seconds without"
        + " giving a reason: most likely another client uses the id "
        + broker.endpoint().clientId()
        + ", as a second station that runs as "
        + self.station()
        + ". Stop one of them, or give it a name of its own; if there is none, the broker's log"
        + " says why";
  }

  /** Said again only where the reason is another one. */
  private void down(String reason) {
    if (!takeovers.contested() && !reason.equals(trouble.getAndSet(reason))) {
      LOG.warn("uplink station={} state=down reason={}", self.station(), reason);
    }
    if (!reportedDown) {
      reportedDown = true;
      listener.linkDown(reason);
    }
  }

  /** Evenly from the upper half, as of two that fight for an id one should win for a while. */
  private Duration drawn(Duration longest) {
    long bound = longest.toMillis();
    return Duration.ofMillis(bound - broker.random().nextLong(bound / 2 + 1));
  }

  private void pause() {
    Duration wait = takeovers.contested() ? drawn(takeovers.pause()) : backoff.next();
    try {
      if (stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("uplink station={} stopped", self.station());
      }
    } catch (InterruptedException interrupted) {
      stopped.countDown();
    }
  }
}
