package dev.andon.edge;

import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.MqttPort;
import dev.andon.edge.uplink.MqttPort.MqttLink;
import dev.andon.edge.uplink.MqttPort.PublishOutcome;
import dev.andon.edge.uplink.PahoPort;
import dev.andon.edge.uplink.Publication;
import dev.andon.wire.Confirmation;
import dev.andon.wire.Escalation;
import dev.andon.wire.Health;
import dev.andon.wire.Meta;
import dev.andon.wire.NotKnown;
import dev.andon.wire.Receipt;
import dev.andon.wire.Signed;
import dev.andon.wire.StationAllowance;
import dev.andon.wire.StationId;
import dev.andon.wire.StationKey;
import dev.andon.wire.StationState;
import dev.andon.wire.Topic;
import dev.andon.wire.Topic.DownChannel;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * A hub reduced to its wire: remembers what stations say and answers as told. Receipts at once,
 * verdicts by a function; both can be switched off.
 */
final class FakeHub implements AutoCloseable, MqttPort.LinkEvents {
  final List<Escalation> escalations = new CopyOnWriteArrayList<>();
  final List<Confirmation> confirmations = new CopyOnWriteArrayList<>();
  final List<NotKnown> strangers = new CopyOnWriteArrayList<>();
  final List<Meta> batches = new CopyOnWriteArrayList<>();
  final List<Health> pulses = new CopyOnWriteArrayList<>();
  final List<StationState> states = new CopyOnWriteArrayList<>();
  volatile Function<Escalation, Optional<Receipt.Outcome>> receipts =
      e -> Optional.of(new Receipt.Stored(false));
  volatile Function<Escalation, Optional<Verdict>> verdicts = e -> Optional.of(new Verdict.Pass());

  /** What its receipts name. */
  volatile InstantSource clock = InstantSource.system();

  private final WireCodec codec = new WireCodec();
  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final Semaphore window = new Semaphore(8);
  private final MqttLink link;

  FakeHub(String uri) throws IOException {
    MqttEndpoint endpoint = MqttEndpoint.of(uri, "fake-hub-" + UUID.randomUUID());
    Publication will =
        new Publication("hub/will", new byte[] {1}, "text/plain", Optional.empty(), false);
    link = new PahoPort().connect(endpoint, will, this);
    link.subscribe("andon/v1/+/+/+/up/#");
    link.subscribe("andon/v1/+/+/+/state");
  }

  @Override
  public void arrived(String topic, byte[] payload) {
    worker.execute(() -> take(payload));
  }

  private void take(byte[] payload) {
    if (payload.length == 0
        || !(codec.decode(payload) instanceof WireCodec.Accepted(WireMessage message))) {
      return;
    }
    switch (message) {
      case Escalation escalation -> take(escalation);
      case Confirmation confirmation -> confirmations.add(confirmation);
      case NotKnown stranger -> strangers.add(stranger);
      case Meta batch -> {
        batches.add(batch);
        receipt(batch.station(), batch.id(), new Receipt.Stored(false));
      }
      case Health pulse -> pulses.add(pulse);
      case StationState state -> states.add(state);
      case Receipt other -> throw new AssertionError(other);
      case VerdictMessage other -> throw new AssertionError(other);
      case StationAllowance other -> throw new AssertionError(other);
      case Signed other -> throw new AssertionError(other);
    }
  }

  private void take(Escalation escalation) {
    escalations.add(escalation);
    receipts
        .apply(escalation)
        .ifPresent(outcome -> receipt(escalation.station(), escalation.id(), outcome));
    verdicts.apply(escalation).ifPresent(verdict -> verdict(escalation, verdict));
  }

  void receipt(StationId station, UUID id, Receipt.Outcome outcome) {
    Optional<Instant> at = Optional.of(clock.instant());
    say(station, DownChannel.RECEIPT, codec.encode(new Receipt(id, outcome, at)));
  }

  void verdict(Escalation escalation, Verdict verdict) {
    say(
        escalation.station(),
        DownChannel.VERDICT,
        codec.encode(verdictMessage(escalation.id(), verdict)));
  }

  static VerdictMessage verdictMessage(UUID id, Verdict verdict) {
    return verdictMessage(id, verdict, VerdictMessage.AnsweredBy.PROVIDER);
  }

  static VerdictMessage verdictMessage(
      UUID id, Verdict verdict, VerdictMessage.AnsweredBy answeredBy) {
    return new VerdictMessage(
        id,
        verdict,
        false,
        false,
        answeredBy,
        "scripted/model",
        1_000,
        "EUR",
        new UUID(3, 3),
        Instant.parse("2026-11-20T12:00:00Z"));
  }

  /** The key of a station, as this hub's plant would enrol it. */
  static StationKey key(StationId station) {
    return StationKey.derive(new byte[StationKey.BYTES], station);
  }

  /** Says it with this hub's signature. */
  void say(StationId station, DownChannel channel, byte[] payload) {
    String topic = new Topic.Down(station, channel).text();
    publish(station, channel, codec.encode(key(station).sign(topic, payload)));
  }

  /** Says with this hub's signature what its budgets pay for; the broker keeps it. */
  void allow(StationId station, StationAllowance said) {
    String topic = new Topic.Down(station, DownChannel.CONFIG).text();
    byte[] signed = codec.encode(key(station).sign(topic, codec.encode(said)));
    publish(station, DownChannel.CONFIG, signed, true);
  }

  /** Says it as anybody at the broker can. */
  void publish(StationId station, DownChannel channel, byte[] payload) {
    publish(station, channel, payload, false);
  }

  void publish(StationId station, DownChannel channel, byte[] payload, boolean retained) {
    window.acquireUninterruptibly();
    try {
      link.publish(
          new Publication(
              new Topic.Down(station, channel).text(),
              payload,
              "application/cbor",
              Optional.empty(),
              retained),
          "hub");
    } catch (IOException brokerGone) {
      // Like a real hub, which says it again on its next connection.
      window.release();
    }
  }

  @Override
  public void published(Object token, PublishOutcome outcome) {
    window.release();
  }

  @Override
  public void lost(String reason) {}

  @Override
  public void close() {
    worker.shutdownNow();
    link.close();
  }
}
