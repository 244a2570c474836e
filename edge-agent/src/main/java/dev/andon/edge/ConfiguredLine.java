package dev.andon.edge;

import dev.andon.edge.actuation.CommandOutput;
import dev.andon.edge.actuation.LineOutput;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.actuation.MqttOutput;
import dev.andon.edge.actuation.TimelyOutput;
import dev.andon.edge.actuation.WebhookOutput;
import dev.andon.edge.uplink.PahoPort;
import dev.andon.wire.StationId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

  private LineOutput output(OutputConfig output) {
    return switch (output) {
      case OutputConfig.Log log -> new LogOutput();
      case OutputConfig.Webhook hook ->
          timely(
              new WebhookOutput(hook.url(), hook.token(), hook.timeout().orElse(TIMEOUT)), output);
      case OutputConfig.Mqtt mqtt -> timely(mqtt(mqtt), output);
      case OutputConfig.Modbus modbus -> timely(ConfiguredPlc.modbus(modbus), output);
      case OutputConfig.OpcUa opcUa -> timely(ConfiguredPlc.opcUa(opcUa, settings::path), output);
      case OutputConfig.Command command -> timely(command(command), output);
    };
  }

  private static LineOutput timely(LineOutput sent, OutputConfig output) {
    return new TimelyOutput(sent, output.maxAge().orElse(TimelyOutput.DEFAULT));
  }

  private LineOutput mqtt(OutputConfig.Mqtt mqtt) {
    return new MqttOutput(
        new PahoPort(),
        settings.endpoint(
            mqtt.broker().orElse(config.broker()),
            AgentSettings.clientId(StationId.parse(config.station())) + "-line"),
        mqtt.topic(),
        mqtt.timeout().orElse(TIMEOUT));
  }

  /** A relative path of the program begins at the file's own folder, as every path does. */
  private LineOutput command(OutputConfig.Command command) {
    List<String> words = new ArrayList<>(command.run());
    if (!words.isEmpty() && !words.getFirst().isBlank()) {
      words.set(0, settings.path(Path.of(words.getFirst())).toString());
    }
    return new CommandOutput(words, command.timeout().orElse(TIMEOUT));
  }
}
