package dev.andon.edge.actuation;

import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.MqttPort;
import dev.andon.edge.uplink.MqttPort.LinkEvents;
import dev.andon.edge.uplink.MqttPort.MqttLink;
import dev.andon.edge.uplink.MqttPort.PublishOutcome;
import dev.andon.edge.uplink.Publication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the command as JSON to a topic of a broker near the line, over a connection of its own.
 * {@code TOPIC/state} holds {@code online} or {@code offline}, so that a controller can tell
 * silence from absence. Confined to one thread.
 */
public final class MqttOutput implements LineOutput {
  private final MqttPort port;
  private final MqttEndpoint endpoint;
  private final String topic;
  private final Duration timeout;
  private final CommandJson json = new CommandJson();
  private @Nullable Line line;

  /**
   * @param topic without wildcards
   * @param timeout longest wait for the broker's acknowledgement
   */
  public MqttOutput(MqttPort port, MqttEndpoint endpoint, String topic, Duration timeout) {
    if (topic.isEmpty() || topic.contains("#") || topic.contains("+")) {
      throw new IllegalArgumentException(
          "topic must not be empty and must not hold # or +, but is '" + topic + "'");
    }
    this.port = port;
    this.endpoint = endpoint;
    this.topic = topic;
    this.timeout = timeout;
  }

  @Override
  public String name() {
    return "mqtt " + endpoint.name() + " " + topic;
  }

  @Override
  public void send(LineCommand command) throws IOException, InterruptedException {
    Line connected = line == null ? connect() : line;
    line = connected;
    try {
      connected.publish(message(topic, json.bytes(command), false), timeout);
    } catch (IOException lost) {
      line = null;
      connected.link.close();
      throw lost;
    }
  }

  @Override
  public void close() {
    Line connected = line;
    line = null;
    if (connected != null) {
      connected.link.close();
    }
  }

  private Line connect() throws IOException, InterruptedException {
    Answers answers = new Answers();
    Line fresh = new Line(port.connect(endpoint, state("offline"), answers), answers);
    fresh.publish(state("online"), timeout);
    return fresh;
  }

  private Publication state(String text) {
    return message(topic + "/state", text.getBytes(StandardCharsets.US_ASCII), true);
  }

  private static Publication message(String topic, byte[] payload, boolean retained) {
    return new Publication(topic, payload, "application/json", Optional.empty(), retained);
  }

  /** A connection on which one message at a time waits for its acknowledgement. */
  private record Line(MqttLink link, Answers answers) {
    void publish(Publication publication, Duration timeout)
        throws IOException, InterruptedException {
      CompletableFuture<PublishOutcome> answer = new CompletableFuture<>();
      link.publish(publication, answer);
      try {
        PublishOutcome outcome = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (outcome == PublishOutcome.REFUSED) {
          throw new IOException(
              "the broker refused " + publication.topic() + " (reason " + answers.reason + ")");
        }
      } catch (TimeoutException | ExecutionException silent) {
        throw new IOException("no acknowledgement for " + publication.topic(), silent);
      }
    }
  }

  /** Completes what waits for an acknowledgement. */
  private static final class Answers implements LinkEvents {
    private volatile int reason;

    @Override
    public void arrived(String topic, byte[] payload) {}

    @Override
    public void published(Object token, PublishOutcome outcome) {
      if (token instanceof CompletableFuture<?> future) {
        @SuppressWarnings("unchecked")
        CompletableFuture<PublishOutcome> answer = (CompletableFuture<PublishOutcome>) future;
        answer.complete(outcome);
      }
    }

    @Override
    public void refused(String topic, int code) {
      reason = code;
    }

    @Override
    public void lost(String reason) {}
  }
}
