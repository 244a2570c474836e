package dev.andon.edge.trigger;

import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.MqttPort;
import dev.andon.edge.uplink.MqttPort.MqttLink;
import dev.andon.edge.uplink.MqttPort.PublishOutcome;
import dev.andon.edge.uplink.Publication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parts that are announced at a broker near the line: a JSON object with {@code part}, and {@code
 * variant} and {@code view} where they differ from the station's, or the part's id alone. Connects
 * again for ever. Thread-safe.
 */
public final class MqttTriggers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MqttTriggers.class);
  private static final int LONGEST = 4_096;
  private static final long AGAIN_MS = 1_000;

  private final MqttPort port;
  private final MqttEndpoint broker;
  private final String topic;
  private final PartReceiver receiver;
  private final Thread thread;
  private volatile boolean stopping;

  private MqttTriggers(MqttPort port, MqttEndpoint broker, String topic, PartReceiver receiver) {
    this.port = port;
    this.broker = broker;
    this.topic = topic;
    this.receiver = receiver;
    this.thread = Thread.ofPlatform().name("triggers").daemon().unstarted(this::run);
  }

  /** Begins to listen; returns at once. */
  public static MqttTriggers start(
      MqttPort port, MqttEndpoint broker, String topic, PartReceiver receiver) {
    MqttTriggers triggers = new MqttTriggers(port, broker, topic, receiver);
    triggers.thread.start();
    return triggers;
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
  }

  private void run() {
    String told = "";
    while (!stopping) {
      try {
        listen();
        told = "";
      } catch (IOException away) {
        if (!told.equals(away.getMessage())) {
          told = String.valueOf(away.getMessage());
          LOG.warn("triggers topic={} are not heard: {}", topic, told);
        }
      } catch (InterruptedException stop) {
        return;
      } catch (RuntimeException bug) {
        LOG.error("triggers topic={} failed; it is tried again", topic, bug);
      }
      pause();
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(stopping ? 0 : AGAIN_MS);
    } catch (InterruptedException stop) {
      stopping = true;
    }
  }

  private void listen() throws IOException, InterruptedException {
    Heard heard = new Heard();
    Publication will =
        new Publication(topic + "/listener", new byte[0], "text/plain", Optional.empty(), false);
    try (MqttLink link = port.connect(broker, will, heard)) {
      link.subscribe(topic);
      LOG.info("triggers topic={} broker={} state=up", topic, broker.name());
      while (!stopping) {
        byte[] payload = heard.messages.poll(AGAIN_MS, TimeUnit.MILLISECONDS);
        if (payload != null) {
          take(payload);
        } else if (heard.lost.isPresent()) {
          throw new IOException(heard.lost.get());
        }
      }
    }
  }

  private void take(byte[] payload) throws InterruptedException {
    try {
      PartReceiver.Answer answer = receiver.take(part(payload), new byte[0]);
      if (answer instanceof PartReceiver.Answer.Taken) {
        LOG.debug("trigger taken: {}", answer);
      } else {
        LOG.warn("trigger not taken: {}", answer);
      }
    } catch (IllegalArgumentException wrong) {
      LOG.warn("trigger topic={} cannot be read: {}", topic, wrong.getMessage());
    }
  }

  /** Either JSON or the id alone. */
  static PartAnnouncement part(byte[] payload) {
    if (payload.length > LONGEST) {
      throw new IllegalArgumentException("it has more than " + LONGEST + " bytes");
    }
    String text = new String(payload, StandardCharsets.UTF_8).strip();
    if (!text.startsWith("{")) {
      return PartAnnouncement.of(Map.of("part", text));
    }
    try {
      JsonNode root = JsonMapper.shared().readTree(text);
      Map<String, String> said = new LinkedHashMap<>();
      root.properties().forEach(entry -> said.put(entry.getKey(), entry.getValue().asString("")));
      return PartAnnouncement.of(said);
    } catch (JacksonException noJson) {
      throw new IllegalArgumentException(
          "it is neither JSON nor a part's id: " + noJson.getOriginalMessage(), noJson);
    }
  }

  private static final class Heard implements MqttPort.LinkEvents {
    private final LinkedBlockingQueue<byte[]> messages = new LinkedBlockingQueue<>(256);
    private volatile Optional<String> lost = Optional.empty();

    @Override
    public void arrived(String topic, byte[] payload) {
      if (!messages.offer(payload)) {
        LOG.warn("trigger topic={} dropped: 256 wait", topic);
      }
    }

    @Override
    public void published(Object token, PublishOutcome outcome) {}

    @Override
    public void lost(String reason) {
      lost = Optional.of(reason);
    }
  }
}
