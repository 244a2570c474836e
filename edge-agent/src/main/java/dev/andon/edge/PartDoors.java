package dev.andon.edge;

import dev.andon.edge.trigger.MqttTriggers;
import dev.andon.edge.trigger.PartDoor;
import dev.andon.edge.trigger.PartReceiver;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.PahoPort;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The ways on which parts are announced to a station: opened with its source, closed with the
 * agent. Thread-safe.
 */
final class PartDoors implements AutoCloseable {
  private final Optional<PartDoor.Settings> http;
  private final Optional<Topic> topic;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private volatile OptionalInt port = OptionalInt.empty();
  private boolean opened;

  /** Where triggers are published. */
  record Topic(String name, MqttEndpoint broker) {}

  PartDoors(Optional<PartDoor.Settings> http, Optional<Topic> topic) {
    this.http = http;
    this.topic = topic;
  }

  /**
   * Opens them, once.
   *
   * @throws IllegalStateException when the port is taken
   */
  synchronized void open(PartReceiver receiver) {
    if (opened) {
      return;
    }
    http.ifPresent(
        settings -> {
          PartDoor door = PartDoor.open(settings, receiver);
          open.push(door);
          port = OptionalInt.of(door.port());
        });
    topic.ifPresent(
        where ->
            open.push(MqttTriggers.start(new PahoPort(), where.broker(), where.name(), receiver)));
    opened = true;
  }

  /** The port of the HTTP door, where there is one and it is open. */
  OptionalInt port() {
    return port;
  }

  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }
}
