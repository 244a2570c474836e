package dev.andon.hub.ingest.mqtt;

import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import dev.andon.broker.EmbeddedBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoopbackProbeTest {
  private static final String FILTER = "andon/v1/+/+/+/up/#";
  private static final String TOPIC = "andon/v1/plant/line/station/up/frame";
  private static final LoopbackProbe.Rhythm QUICK =
      new LoopbackProbe.Rhythm(Duration.ofMillis(100), Duration.ofSeconds(1));

  @Test
  void a_broker_that_answers_pings_and_delivers_nothing_is_left_and_joined_again()
      throws Exception {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    try (EmbeddedBroker broker = EmbeddedBroker.startOnLoopback();
        Swallowing path = new Swallowing(broker.port());
        HiveMqLink link =
            new HiveMqLink(
                MqttConfig.plain("127.0.0.1", path.port()),
                "hub",
                new SimpleMeterRegistry(),
                QUICK)) {
      link.start(
          List.of(FILTER),
          delivery -> {
            heard.add(new String(delivery.payload(), StandardCharsets.UTF_8));
            delivery.acknowledge().run();
          });
      Mqtt5BlockingClient station =
          Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(broker.port()).buildBlocking();
      station.connect();
      until(station, heard, "before");
      path.swallow();
      until(station, heard, "afterwards");
      station.disconnect();
    }
  }

  /** Sends until the hub has heard it, as stations do. */
  private static void until(Mqtt5BlockingClient station, Queue<String> heard, String word) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              station
                  .publishWith()
                  .topic(TOPIC)
                  .qos(MqttQos.AT_LEAST_ONCE)
                  .payload(word.getBytes(StandardCharsets.UTF_8))
                  .send();
              return heard.contains(word);
            });
  }

  /** The way to a broker, which can lose every message to its client and nothing else. */
  private static final class Swallowing implements AutoCloseable {
    private static final int PUBLISH = 3;
    private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final int broker;
    private final Queue<AtomicBoolean> open = new ConcurrentLinkedQueue<>();

    Swallowing(int broker) throws IOException {
      this.broker = broker;
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    /** Connections that are open now lose messages; later ones do not. */
    void swallow() {
      open.forEach(swallows -> swallows.set(true));
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket near = server.accept();
          Socket far = new Socket(InetAddress.getLoopbackAddress(), broker);
          AtomicBoolean swallows = new AtomicBoolean();
          open.add(swallows);
          Thread.ofVirtual().start(() -> up(near, far));
          Thread.ofVirtual().start(() -> down(far, near, swallows));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private static void up(Socket from, Socket to) {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException gone) {
        // Both ends are closed now.
      }
    }

    private static void down(Socket from, Socket to, AtomicBoolean swallows) {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int head = in.read(); head >= 0; head = in.read()) {
          byte[] packet = packet(in, head);
          if (!swallows.get() || head >> 4 != PUBLISH) {
            out.write(packet);
          }
        }
      } catch (IOException gone) {
        // Both ends are closed now.
      }
    }

    /** One MQTT control packet: the head, its length in groups of seven bits, and its body. */
    private static byte[] packet(InputStream in, int head) throws IOException {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.write(head);
      int length = 0;
      int shift = 0;
      int digit;
      do {
        digit = in.read();
        whole.write(digit);
        length |= (digit & 0x7F) << shift;
        shift += 7;
      } while ((digit & 0x80) != 0 && shift < 28);
      byte[] body = new byte[length];
      new DataInputStream(in).readFully(body);
      whole.write(body);
      return whole.toByteArray();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
