package dev.andon.edge;

import dev.andon.edge.actuation.LineOutput;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.actuation.MqttOutput;
import dev.andon.edge.actuation.WebhookOutput;
import dev.andon.edge.uplink.PahoPort;
import dev.andon.wire.StationId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The ways to the line that a station's file describes. */
final class ConfiguredLine {
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private final ConfiguredSettings settings;
  private final AgentConfig config;

  ConfiguredLine(ConfiguredSettings settings, AgentConfig config) {
    this.settings = settings;
    this.config = config;
  }

  /** The log alone where nothing is configured. */
  List<LineOutput> outputs() {
    return config
        .line()
        .flatMap(AgentConfig.Line::outputs)
        .map(list -> list.stream().map(this::output).toList())
        .orElseGet(() -> List.of(new LogOutput()));
  }

  private LineOutput output(AgentConfig.Output output) {
    Duration timeout = output.timeout().orElse(TIMEOUT);
    return switch (output.kind()) {
      case LOG -> new LogOutput();
      case WEBHOOK ->
          new WebhookOutput(needed(output.url(), "webhook", "url"), output.token(), timeout);
      case MQTT ->
          new MqttOutput(
              new PahoPort(),
              settings.endpoint(
                  output.broker().orElse(config.broker()),
                  AgentSettings.clientId(StationId.parse(config.station())) + "-line"),
              needed(output.topic(), "mqtt", "topic"),
              timeout);
    };
  }

  private static <T> T needed(Optional<T> value, String kind, String key) {
    return value.orElseThrow(
        () -> new IllegalArgumentException("line output of kind " + kind + " needs " + key));
  }
}
