package dev.andon.edge;

import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.MqttPort;
import dev.andon.edge.uplink.MqttPort.MqttLink;
import dev.andon.edge.uplink.MqttPort.PublishOutcome;
import dev.andon.edge.uplink.PahoPort;
import dev.andon.edge.uplink.Publication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody at the line who writes down every message as {@code topic payload}. */
final class Listener implements AutoCloseable, MqttPort.LinkEvents {
  final List<String> heard = new CopyOnWriteArrayList<>();
  private final MqttLink link;

  Listener(String uri, String filter) throws IOException {
    Publication will =
        new Publication("listener/will", new byte[] {1}, "text/plain", Optional.empty(), false);
    link = new PahoPort().connect(MqttEndpoint.of(uri, "listener"), will, this);
    link.subscribe(filter);
  }

  @Override
  public void arrived(String topic, byte[] payload) {
    heard.add(topic + " " + new String(payload, StandardCharsets.UTF_8));
  }

  @Override
  public void published(Object token, PublishOutcome outcome) {}

  @Override
  public void lost(String reason) {}

  @Override
  public void close() {
    link.close();
  }
}
