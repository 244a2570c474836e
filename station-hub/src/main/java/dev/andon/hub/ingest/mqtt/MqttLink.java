package dev.andon.hub.ingest.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The hub's connection to the broker: two methods, so that the client behind it can be changed. */
public interface MqttLink extends AutoCloseable {

  /**
   * Connects and keeps connecting; subscribes to {@code filters} with QoS 1 in each connection and
   * hands every message to {@code handler} on a virtual thread. Returns at once.
   */
  void start(List<String> filters, Consumer<Delivery> handler);

  /**
   * Sends with QoS 1 and waits until the broker has it.
   *
   * @return false if it has it not, or may not have it: not connected, too large, or no answer in
   *     time
   */
  boolean publish(String topic, byte[] payload);

  /**
   * The same, kept by the broker for whoever subscribes later.
   *
   * @param payload an empty one takes away what was kept
   * @param lifetime after which the broker forgets it, in whole seconds
   */
  boolean publishRetained(String topic, byte[] payload, Duration lifetime);

  /** Whether there is a connection now. */
  boolean connected();

  /** What is wrong with the connection, in words for a page; empty while nothing is known to be. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  void close();

  /**
   * A message that came in. It is the broker's until it is acknowledged.
   *
   * @param payload not copied
   * @param responseTopic where the sender wants its answer, if it says so
   * @param correlation the escalation's id, if the sender names it beside the payload
   * @param acknowledge to be called once, after the message is safe; from any thread
   */
  record Delivery(
      String topic,
      byte[] payload,
      Optional<String> responseTopic,
      Optional<UUID> correlation,
      Runnable acknowledge) {}
}
