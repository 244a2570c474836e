package dev.andon.sandbox.bench;

import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.MqttPort;
import dev.andon.edge.uplink.PahoPort;
import dev.andon.edge.uplink.Publication;
import dev.andon.wire.Escalation;
import dev.andon.wire.Receipt;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import dev.andon.wire.Topic.DownChannel;
import dev.andon.wire.Topic.UpChannel;
import dev.andon.wire.WireCodec;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What a station hears of a hub that stores at once: a receipt for each escalation, unsigned, and
 * no verdict. It takes the hub's own work out of a measurement of the way to it.
 */
final class AnsweringHub implements AutoCloseable {
  private static final String CBOR = "application/cbor";

  private final WireCodec codec = new WireCodec();
  private final StationId station;
  private final ExecutorService answers =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("answering-hub").daemon().factory());
  private final MqttPort.MqttLink link;

  AnsweringHub(int brokerPort, StationId station) throws IOException {
    this.station = station;
    this.link =
        new PahoPort()
            .connect(
                MqttEndpoint.of("tcp://127.0.0.1:" + brokerPort, "answering-hub"),
                new Publication("bench/hub", new byte[] {0}, CBOR, Optional.empty(), false),
                new Events());
    link.subscribe(new Topic.Up(station, UpChannel.FRAME).text());
    link.subscribe(new Topic.Up(station, UpChannel.REPLAY).text());
  }

  private void answer(byte[] payload) {
    if (codec.decode(payload) instanceof WireCodec.Accepted(Escalation asked)) {
      Receipt receipt = new Receipt(asked.id(), new Receipt.Stored(false));
      try {
        link.publish(
            new Publication(
                new Topic.Down(station, DownChannel.RECEIPT).text(),
                codec.encode(receipt),
                CBOR,
                Optional.of(asked.id()),
                false),
            new UUID(0, 0));
      } catch (IOException gone) {
        // The station sends it again.
      }
    }
  }

  @Override
  public void close() {
    answers.shutdown();
    try {
      answers.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    link.close();
  }

  /** Called on the library's threads: hands over only. */
  private final class Events implements MqttPort.LinkEvents {
    @Override
    public void arrived(String topic, byte[] payload) {
      try {
        answers.execute(() -> answer(payload));
      } catch (RejectedExecutionException closed) {
        // The bench is over.
      }
    }

    @Override
    public void published(Object token, MqttPort.PublishOutcome outcome) {}

    @Override
    public void lost(String reason) {}
  }
}
