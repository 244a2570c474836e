package dev.andon.hub.ingest.mqtt;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link MqttLink} over HiveMQ's client: connects, waits until the connection is lost, waits a
 * little, and connects again with a fresh client, for ever. One thread of its own does that.
 * Thread-safe.
 *
 * <p>Every connection starts clean: what the broker would keep for us is kept better by the
 * stations, who send again until they have a receipt. Password and certificates are read for each
 * connection, so what was wrong or has been renewed needs no restart.
 */
public final class HiveMqLink implements MqttLink {
  private static final Logger LOG = LoggerFactory.getLogger(HiveMqLink.class);
  private static final int MAX_PUBLISHING = 256;
  private static final int MAX_HANDLING = 64;
  private static final long PUBLISH_SECONDS = 10;

  private final String defaultId;
  private final LoopbackProbe.Rhythm rhythm;
  private final LinkHealth health;
  private final LinkBackoff backoff = new LinkBackoff(RandomGenerator.getDefault());
  private final HandlingBound inHand;
  private final Overflow overflow = new Overflow();
  private final AtomicReference<MqttConfig> config;
  private final AtomicReference<@Nullable HiveMqConnection> live = new AtomicReference<>();
  private final Semaphore publishing = new Semaphore(MAX_PUBLISHING);
  private final Semaphore handling = new Semaphore(MAX_HANDLING);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicReference<CountDownLatch> hurry =
      new AtomicReference<>(new CountDownLatch(1));
  private final ScheduledExecutorService pulses =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("mqtt-pulse").daemon(true).factory());
  private @Nullable Thread thread;

  /**
   * A link that is not connected yet.
   *
   * @param clientId used where the configuration names none
   */
  public HiveMqLink(MqttConfig config, String clientId, MeterRegistry meters) {
    this(config, clientId, meters, LoopbackProbe.Rhythm.USUAL);
  }

  public HiveMqLink(
      MqttConfig config, String clientId, MeterRegistry meters, LoopbackProbe.Rhythm rhythm) {
    this.config = new AtomicReference<>(config);
    this.defaultId = clientId;
    this.rhythm = rhythm;
    this.health = new LinkHealth(meters);
    this.inHand = HandlingBound.ofHeap(config.maxMessageBytes());
    meters.gauge("andon.mqtt.bytes.in.hand", inHand, HandlingBound::bytes);
    meters.gauge("andon.mqtt.connected", this, link -> link.connected() ? 1 : 0);
  }

  @Override
  public void start(List<String> filters, Consumer<Delivery> handler) {
    thread = Thread.ofPlatform().name("mqtt-link").daemon(true).start(() -> run(filters, handler));
  }

  /** Takes another configuration of the broker; the next connection is made with it. */
  public void replace(MqttConfig next) {
    MqttConfig before = config.getAndSet(next);
    if (!before.equals(next)) {
      HiveMqConnection connection = live.get();
      if (connection != null) {
        connection.giveUp(
            new LinkLoss(LinkLoss.Cause.CONFIGURED, "the configuration of the broker changed"));
      }
      hurry.get().countDown();
    }
  }

  private void run(List<String> filters, Consumer<Delivery> handler) {
    try {
      while (!stopping()) {
        onceWhateverHappens(filters, handler);
        pause(backoff.next());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** A bug in one attempt must not be the end of the link. */
  private void onceWhateverHappens(List<String> filters, Consumer<Delivery> handler)
      throws InterruptedException {
    try {
      once(config.get(), filters, handler);
    } catch (RuntimeException bug) {
      backoff.refused();
      if (!stopping()) {
        LOG.error("broker link failed", bug);
      }
    }
  }

  private boolean stopping() {
    return closing.getCount() == 0;
  }

  private void pause(Duration wait) throws InterruptedException {
    if (hurry.get().await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      hurry.set(new CountDownLatch(1));
    }
  }

  /** One connection, from the attempt to its end. */
  private void once(MqttConfig with, List<String> filters, Consumer<Delivery> handler)
      throws InterruptedException {
    String id = with.clientId().orElse(defaultId);
    String address = with.hostName() + ":" + with.portNumber();
    LoopbackProbe probe = new LoopbackProbe(id, rhythm, System::nanoTime);
    List<String> all = new ArrayList<>(filters);
    all.add(probe.topic());
    switch (HiveMqConnection.open(with, id, all, publish -> receive(publish, probe, handler))) {
      case HiveMqConnection.Attempt.Refused(LinkRefusal refusal) -> {
        if (!stopping()) {
          health.refused(address, refusal);
        }
        backoff.refused();
      }
      case HiveMqConnection.Attempt.Up(HiveMqConnection connection) -> {
        LinkLoss loss = live(connection, probe, address);
        if (!stopping()) {
          over(loss, connection, id, address);
        }
      }
    }
  }

  private LinkLoss live(HiveMqConnection connection, LoopbackProbe probe, String address)
      throws InterruptedException {
    live.set(connection);
    if (stopping()) {
      connection.close();
      return connection.awaitLoss();
    }
    health.up(address);
    long every = rhythm.every().toMillis();
    var beats =
        pulses.scheduleWithFixedDelay(
            () -> beat(connection, probe), 0, every, TimeUnit.MILLISECONDS);
    try {
      return connection.awaitLoss();
    } finally {
      beats.cancel(false);
      live.set(null);
    }
  }

  private void over(LinkLoss loss, HiveMqConnection connection, String id, String address) {
    long now = System.nanoTime();
    boolean takenOver = backoff.lost(loss, Duration.ofNanos(now - connection.since()), now);
    health.lost(address, takenOver ? loss.takenOver() : loss);
    health.contested(id, backoff.contested(), backoff.suspected());
  }

  private void beat(HiveMqConnection connection, LoopbackProbe probe) {
    if (probe.missed()) {
      connection.giveUp(LinkLoss.silent());
      return;
    }
    if (probe.neverCame()) {
      health.deaf(probe.topic());
    }
    var _ = connection.publish(probe.topic(), new byte[0]);
  }

  /** Must not block: messages wait in threads of their own, as many as the bound allows. */
  private void receive(Mqtt5Publish publish, LoopbackProbe probe, Consumer<Delivery> handler) {
    if (probe.hear(publish.getTopic().toString())) {
      publish.acknowledge();
      return;
    }
    int size = publish.getPayload().map(ByteBuffer::remaining).orElse(0);
    if (inHand.enter(size)) {
      Thread.ofVirtual().name("ingest").start(() -> handle(publish, size, handler));
    } else {
      sendBack(publish);
    }
  }

  private void handle(Mqtt5Publish publish, int size, Consumer<Delivery> handler) {
    handling.acquireUninterruptibly();
    try {
      handler.accept(delivery(publish));
    } catch (RuntimeException bug) {
      LOG.error("message not taken topic={}", publish.getTopic(), bug);
    } finally {
      handling.release();
      inHand.leave(size);
    }
  }

  /** The station has it still and comes again when it is told to. */
  private void sendBack(Mqtt5Publish publish) {
    publish.acknowledge();
    health.shed();
    HiveMqConnection connection = live.get();
    if (connection != null) {
      overflow
          .answer(
              publish.getTopic().toString(), publish.getCorrelationData().flatMap(HiveMqLink::id))
          .ifPresent(
              answer -> {
                var _ = connection.publish(answer.topic(), answer.payload());
              });
    }
  }

  private static Delivery delivery(Mqtt5Publish publish) {
    return new Delivery(
        publish.getTopic().toString(),
        publish.getPayloadAsBytes(),
        publish.getResponseTopic().map(Object::toString),
        publish.getCorrelationData().flatMap(HiveMqLink::id),
        publish::acknowledge);
  }

  /** An id as 16 bytes or as text; anything else is none. */
  private static Optional<UUID> id(ByteBuffer correlation) {
    ByteBuffer bytes = correlation.duplicate();
    if (bytes.remaining() == 16) {
      return Optional.of(new UUID(bytes.getLong(), bytes.getLong()));
    }
    try {
      return Optional.of(UUID.fromString(StandardCharsets.UTF_8.decode(bytes).toString()));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  @Override
  public boolean publish(String topic, byte[] payload) {
    return publish(topic, connection -> connection.publish(topic, payload));
  }

  @Override
  public boolean publishRetained(String topic, byte[] payload, Duration lifetime) {
    return publish(topic, connection -> connection.retain(topic, payload, lifetime));
  }

  private boolean publish(
      String topic, Function<HiveMqConnection, CompletableFuture<Mqtt5PublishResult>> sending) {
    HiveMqConnection connection = live.get();
    if (connection == null || !connection.connected()) {
      return false;
    }
    try {
      if (!publishing.tryAcquire(PUBLISH_SECONDS, TimeUnit.SECONDS)) {
        return false;
      }
      try {
        return taken(topic, sending.apply(connection).get(PUBLISH_SECONDS, TimeUnit.SECONDS));
      } finally {
        publishing.release();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException notTaken) {
      if (notTaken.getCause() instanceof Mqtt5PubAckException refused) {
        health.publishRefused(topic, refused.getMqttMessage().getReasonCode().toString());
      }
      LOG.debug("publish failed topic={} cause={}", topic, notTaken.getMessage());
      return false;
    }
  }

  private boolean taken(String topic, Mqtt5PublishResult result) {
    result
        .getError()
        .filter(Mqtt5PubAckException.class::isInstance)
        .map(Mqtt5PubAckException.class::cast)
        .ifPresent(
            refused ->
                health.publishRefused(topic, refused.getMqttMessage().getReasonCode().toString()));
    return result.getError().isEmpty();
  }

  @Override
  public boolean connected() {
    HiveMqConnection connection = live.get();
    return connection != null && connection.connected();
  }

  @Override
  public Optional<String> trouble() {
    return health.trouble();
  }

  @Override
  public void close() {
    closing.countDown();
    pulses.shutdownNow();
    hurry.get().countDown();
    HiveMqConnection connection = live.get();
    if (connection != null) {
      connection.close();
    }
    if (thread != null) {
      thread.interrupt();
    }
  }
}
