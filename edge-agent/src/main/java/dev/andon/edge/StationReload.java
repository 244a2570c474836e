package dev.andon.edge;

import dev.andon.config.ConfigFile;
import dev.andon.config.ContentName;
import dev.andon.config.Environment;
import dev.andon.edge.actuation.LineOutput;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a changed configuration into a station that runs: as a whole or not at all. What {@link
 * #LIVE} names counts from the next frame on, what {@link #AT_START} names waits for the next start
 * and is named. Confined to one thread.
 */
final class StationReload {
  private static final Logger LOG = LoggerFactory.getLogger(StationReload.class);

  /** Keys that a running station takes; keys with a dot stand for a part of their block. */
  static final Map<String, Function<AgentConfig, Object>> LIVE =
      inOrder(
          Map.entry("escalation", AgentConfig::escalation),
          Map.entry(
              "line.on_timeout", config -> config.line().flatMap(AgentConfig.Line::onTimeout)),
          Map.entry("model.bands", config -> config.model().bands()),
          Map.entry("model.hysteresis", config -> config.model().hysteresis()),
          Map.entry("hub", AgentConfig::hub));

  /** Keys that wait: cameras, files, ports and connections are opened once. */
  static final Map<String, Function<AgentConfig, Object>> AT_START =
      inOrder(
          Map.entry("station", AgentConfig::station),
          Map.entry("source", AgentConfig::source),
          Map.entry("model.bundle", config -> config.model().bundle()),
          Map.entry("model.bank", config -> config.model().bank()),
          Map.entry("model.threads", config -> config.model().threads()),
          Map.entry("model.patches", config -> config.model().patches()),
          Map.entry("model.autonomy", config -> config.model().autonomy()),
          Map.entry("line.outputs", config -> config.line().flatMap(AgentConfig.Line::outputs)),
          Map.entry("outbox", AgentConfig::outbox),
          Map.entry("broker", AgentConfig::broker),
          Map.entry("uplink", AgentConfig::uplink),
          Map.entry("enrolment", AgentConfig::enrolment),
          Map.entry("http", AgentConfig::http));

  private final Path file;
  private final Environment environment;
  private final AgentConfig running;
  private final EdgeAgent agent;
  private final ConfiguredModel model;

  /**
   * @param running what the station was started with
   */
  StationReload(
      Path file,
      Environment environment,
      AgentConfig running,
      EdgeAgent agent,
      ConfiguredModel model) {
    this.file = file;
    this.environment = environment;
    this.running = running;
    this.agent = agent;
    this.model = model;
  }

  @SafeVarargs
  private static Map<String, Function<AgentConfig, Object>> inOrder(
      Map.Entry<String, Function<AgentConfig, Object>>... entries) {
    Map<String, Function<AgentConfig, Object>> keys = new LinkedHashMap<>();
    for (Map.Entry<String, Function<AgentConfig, Object>> entry : entries) {
      keys.put(entry.getKey(), entry.getValue());
    }
    return keys;
  }

  /** A file's settings, under the name of what it says. */
  static AgentSettings settings(ConfiguredSettings configured, AgentConfig config) {
    return configured.settings().withConfig(Optional.of(ContentName.of(config.toString())));
  }

  /**
   * Reads the file again.
   *
   * @return the keys that changed since the start and wait for the next one
   * @throws RuntimeException which says file, line and key, or what is wrong with a value; the
   *     station runs on as before then
   */
  List<String> read() {
    AgentConfig next = new ConfigFile(environment).read(file, AgentConfig.class);
    try {
      return take(next);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  private List<String> take(AgentConfig next) {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("."));
    ConfiguredSettings configured = new ConfiguredSettings(next, folder);
    AgentSettings settings = settings(configured, next);
    ConfiguredBands bands = model.bands(next.model());
    whatWaitsHolds(next, configured);
    agent.reload(settings);
    model.replace(bands);
    List<String> waiting = waiting(next);
    if (!waiting.isEmpty()) {
      LOG.warn("changed too, and taken at the next start: {}", String.join(", ", waiting));
    }
    return waiting;
  }

  /** A file of which the next start would say that it is wrong is refused today. */
  private void whatWaitsHolds(AgentConfig next, ConfiguredSettings configured) {
    try (Feed checked = ConfiguredFeed.of(next, configured, false)) {
      LOG.debug("frames would come from {}", checked.name());
    }
    new ConfiguredEnrolment(next, configured);
    if (!next.line().equals(running.line())) {
      new ConfiguredLine(configured, next).outputs().forEach(LineOutput::close);
    }
  }

  private List<String> waiting(AgentConfig next) {
    return AT_START.entrySet().stream()
        .filter(key -> !Objects.equals(key.getValue().apply(running), key.getValue().apply(next)))
        .map(Map.Entry::getKey)
        .toList();
  }
}
