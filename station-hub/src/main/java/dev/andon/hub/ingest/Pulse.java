package dev.andon.hub.ingest;

import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.andon.hub.exchange.Rounds;
import dev.andon.wire.Topic;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a message to itself through the broker. A broker that answers pings and delivers nothing
 * looks like a quiet line (decision 12); when no pulse comes back although others did before, the
 * connection is made anew. Thread-safe.
 */
final class Pulse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

  private final String topic;
  private final Rhythm rhythm;
  private final Rounds rounds = new Rounds("mqtt-pulse", 1);

  /** When the last one came back; 0 while none has in this connection. */
  private volatile long heard;

  /**
   * How often a pulse goes out, and after how long without one the link is taken for dead.
   *
   * @param patience several times {@code every}
   */
  record Rhythm(Duration every, Duration patience) {
    static final Rhythm USUAL = new Rhythm(Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  Pulse(String clientId, Rhythm rhythm) {
    this.topic = Topic.ROOT + "/hub/" + clientId + "/pulse";
    this.rhythm = rhythm;
  }

  String topic() {
    return topic;
  }

  /** Whether this is a pulse that came back; then it is done with. */
  boolean isMine(Mqtt5Publish publish) {
    boolean mine = publish.getTopic().toString().equals(topic);
    if (mine) {
      heard = System.nanoTime();
    }
    return mine;
  }

  /** Begins; {@code anew} replaces the connection. */
  void start(Supplier<Mqtt5AsyncClient> client, Runnable anew) {
    var _ = rounds.every(rhythm.every(), "pulse", () -> beat(client.get(), anew));
  }

  private void beat(Mqtt5AsyncClient client, Runnable anew) {
    if (client.getState() != MqttClientState.CONNECTED) {
      heard = 0;
    } else if (heard != 0 && System.nanoTime() - heard > rhythm.patience().toNanos()) {
      LOG.warn("the broker delivers nothing any more: connecting anew topic={}", topic);
      heard = 0;
      anew.run();
    } else {
      var _ = client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).send();
    }
  }

  @Override
  public void close() {
    rounds.close();
  }
}
