package dev.andon.edge;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.andon.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One way to the line as it is written; each kind has keys of its own. */
@JsonTypeInfo(
    use = JsonTypeInfo.Id.NAME,
    include = JsonTypeInfo.As.EXISTING_PROPERTY,
    property = "kind",
    visible = true)
@JsonSubTypes({
  @JsonSubTypes.Type(value = OutputConfig.Log.class, name = "log"),
  @JsonSubTypes.Type(value = OutputConfig.Webhook.class, name = "webhook"),
  @JsonSubTypes.Type(value = OutputConfig.Mqtt.class, name = "mqtt"),
  @JsonSubTypes.Type(value = OutputConfig.Modbus.class, name = "modbus"),
  @JsonSubTypes.Type(value = OutputConfig.OpcUa.class, name = "opcua"),
  @JsonSubTypes.Type(value = OutputConfig.Command.class, name = "command")
})
sealed interface OutputConfig {

  /** Which of them it is. */
  String kind();

  /** How long after its decision a signal is still sent. */
  default Optional<Duration> maxAge() {
    return Optional.empty();
  }

  /** The log. */
  record Log(String kind) implements OutputConfig {}

  /** See {@link dev.andon.edge.actuation.WebhookOutput}. */
  record Webhook(
      String kind,
      URI url,
      Optional<Secret> token,
      Optional<Duration> timeout,
      Optional<Duration> maxAge)
      implements OutputConfig {}

  /** See {@link dev.andon.edge.actuation.MqttOutput}. */
  record Mqtt(
      String kind,
      Optional<AgentConfig.Broker> broker,
      String topic,
      Optional<Duration> timeout,
      Optional<Duration> maxAge)
      implements OutputConfig {}

  /**
   * See {@link dev.andon.edge.actuation.plc.ModbusTarget}, {@link
   * dev.andon.edge.actuation.plc.ModbusMap} and {@link dev.andon.edge.actuation.plc.PlcRhythm}.
   */
  record Modbus(
      String kind,
      String host,
      Optional<Integer> port,
      Optional<Integer> unit,
      Optional<Integer> register,
      int accept,
      int reject,
      Optional<Integer> hold,
      int valid,
      Optional<Integer> alive,
      Optional<Integer> acknowledge,
      Optional<Integer> sequence,
      Optional<Integer> part,
      Optional<Duration> strobe,
      Optional<Duration> aliveEvery,
      Optional<Duration> timeout,
      Optional<Duration> maxAge)
      implements OutputConfig {}

  /** How an OPC UA connection is protected. */
  enum Security {
    NONE,
    SIGN,
    SIGN_AND_ENCRYPT
  }

  /**
   * See {@link dev.andon.edge.actuation.plc.OpcUaTarget}, {@link
   * dev.andon.edge.actuation.plc.OpcUaSecurity} and {@link dev.andon.edge.actuation.plc.PlcRhythm}.
   */
  record OpcUa(
      String kind,
      String endpoint,
      Nodes nodes,
      Optional<String> username,
      Optional<Secret> password,
      Optional<Boolean> plainPassword,
      Security security,
      Optional<Path> trusted,
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Duration> strobe,
      Optional<Duration> aliveEvery,
      Optional<Duration> timeout,
      Optional<Duration> maxAge)
      implements OutputConfig {}

  /** See {@link dev.andon.edge.actuation.plc.OpcUaNodes}. */
  record Nodes(
      String result, Optional<String> part, Optional<String> sequence, Optional<String> alive) {}

  /** See {@link dev.andon.edge.actuation.CommandOutput}. */
  record Command(
      String kind, List<String> run, Optional<Duration> timeout, Optional<Duration> maxAge)
      implements OutputConfig {}
}
