package dev.andon.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerTest {

  private static EmbeddedBroker broker;

  @BeforeAll
  static void start_broker() {
    broker = EmbeddedBroker.start(BrokerSettings.loopback().withMaxPacketBytes(400_000));
  }

  @AfterAll
  static void stop_broker() {
    broker.close();
    broker.close();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), broker.port()).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_frame_of_150_KB_arrives_unaltered_at_quality_of_service_1() throws Exception {
    byte[] frame = new byte[150_000];
    new Random(7).nextBytes(frame);
    Mqtt5BlockingClient hub = connect();
    Mqtt5BlockingClient station = connect();
    try (Mqtt5Publishes arrivals = hub.publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
      hub.subscribeWith().topicFilter("andon/v1/+/+/+/up/frame").qos(MqttQos.AT_LEAST_ONCE).send();
      station
          .publishWith()
          .topic("andon/v1/plant/line/station/up/frame")
          .qos(MqttQos.AT_LEAST_ONCE)
          .payload(frame)
          .send();

      Mqtt5Publish arrived = arrivals.receive(10, TimeUnit.SECONDS).orElseThrow();

      assertThat(arrived.getPayloadAsBytes()).isEqualTo(frame);
      assertThat(arrived.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
    } finally {
      station.disconnect();
      hub.disconnect();
    }
  }

  @Test
  void its_packet_limit_is_told_to_clients_when_they_connect() {
    Mqtt5BlockingClient client = client();

    int told = client.connect().getRestrictions().getMaximumPacketSize();

    assertThat(told).isEqualTo(400_000);
    client.disconnect();
  }

  @Test
  void two_brokers_can_live_in_one_process() {
    try (EmbeddedBroker second = EmbeddedBroker.startOnLoopback()) {
      assertThat(second.port()).isNotEqualTo(broker.port()).isPositive();
      assertThat(second.uri()).isEqualTo("tcp://127.0.0.1:" + second.port());
    }
  }

  @Test
  void a_port_in_use_is_a_clear_error_and_not_a_hang() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      BrokerSettings settings = BrokerSettings.loopback().withPort(taken.getLocalPort());

      assertThatThrownBy(() -> EmbeddedBroker.start(settings))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("choose another port");
    }
  }

  @Test
  void a_connection_that_speaks_no_mqtt_leaves_no_stack_trace_in_the_log() throws Exception {
    List<LogRecord> records = new CopyOnWriteArrayList<>();
    Handler listening = new Listening(records);
    Logger.getLogger("").addHandler(listening);
    try {
      List<Socket> talkers = new ArrayList<>();
      for (String garbage :
          List.of("GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001", "\u0010\u0000\u0000")) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.port());
        talkers.add(socket);
        socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
      }
      long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      for (Socket socket : talkers) {
        try (socket) {
          assertThat(ended(socket, end)).isTrue();
        }
      }
      assertThat(records).extracting(LogRecord::getThrown).filteredOn(t -> t != null).isEmpty();
      assertThat(records).hasSizeLessThanOrEqualTo(3);
    } finally {
      Logger.getLogger("").removeHandler(listening);
    }
  }

  /** Whether it is closed, or left alone until {@code end}, in nanoseconds. */
  private static boolean ended(Socket socket, long end) throws IOException {
    try {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      socket.setSoTimeout(Math.toIntExact(Math.max(1, left)));
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillOpen) {
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** What would be shown on standard error. */
  private static final class Listening extends Handler {
    private final List<LogRecord> records;

    Listening(List<LogRecord> records) {
      this.records = records;
    }

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
        records.add(record);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void settings_refuse_what_no_broker_can_do() {
    assertThatThrownBy(() -> BrokerSettings.loopback().withPort(70_000))
        .hasMessageContaining("70000");
    assertThatThrownBy(() -> BrokerSettings.loopback().withMaxPacketBytes(5))
        .hasMessageContaining("maxPacketBytes");
    assertThatThrownBy(() -> BrokerSettings.loopback().withHost("a<b")).hasMessageContaining("a<b");
  }

  private static Mqtt5BlockingClient client() {
    return Mqtt5Client.builder()
        .serverHost("127.0.0.1")
        .serverPort(broker.port())
        .build()
        .toBlocking();
  }

  private static Mqtt5BlockingClient connect() {
    Mqtt5BlockingClient client = client();
    client.connect();
    return client;
  }
}
