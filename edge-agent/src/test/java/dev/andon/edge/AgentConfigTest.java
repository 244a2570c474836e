package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.andon.config.ConfigException;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.edge.actuation.OnTimeout;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AgentConfigTest {
  private static final Path ROOT = Path.of(System.getProperty("andon.root"));
  private static final Path EXAMPLE = ROOT.resolve("config/agent.example.yaml");
  private static final String MINIMAL =
      """
      station: bologna/line-1/st-04
      source: {kind: folder, path: frames, variant: a, view: top}
      model: {bundle: bundle}
      outbox: {file: outbox.db}
      broker: {uri: "tcp://127.0.0.1:1883"}
      hub: {accept_unsigned: true}
      """;

  private static AgentConfig parse(String yaml) {
    return new ConfigFile(Environment.of(Map.of("CAMERA_URL", "rtsp://u:p@cam/1")))
        .parse(yaml, Path.of("/etc/andon/agent.yaml"), AgentConfig.class);
  }

  private static AgentSettings settings(String yaml) {
    return new ConfiguredSettings(parse(yaml), Path.of("/etc/andon")).settings();
  }

  @Test
  void the_example_loads_and_holds() {
    AgentConfig config = new ConfigFile(Environment.of(Map.of())).read(EXAMPLE, AgentConfig.class);
    AgentSettings settings = new ConfiguredSettings(config, ROOT.resolve("config")).settings();
    assertThat(settings.station().toString()).isEqualTo("bologna/line-1/st-04");
    assertThat(settings.escalation().deadline()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.outbox().file()).isEqualTo(ROOT.resolve("data/agent/outbox.db"));
  }

  @Test
  void the_examples_values_are_the_defaults() {
    AgentConfig example = new ConfigFile(Environment.of(Map.of())).read(EXAMPLE, AgentConfig.class);
    AgentSettings written = new ConfiguredSettings(example, Path.of("/etc/andon")).settings();
    AgentSettings defaults = settings(MINIMAL);
    assertThat(written.escalation()).isEqualTo(defaults.escalation());
    assertThat(written.uplink()).isEqualTo(defaults.uplink());
    assertThat(written.policy()).isEqualTo(defaults.policy());
    assertThat(written.broker()).isEqualTo(defaults.broker());
    assertThat(written.outbox().maxBytes()).isEqualTo(defaults.outbox().maxBytes());
    assertThat(written.outbox().maxRows()).isEqualTo(defaults.outbox().maxRows());
    assertThat(written.outbox().historyRows()).isEqualTo(defaults.outbox().historyRows());
  }

  @Test
  void the_example_names_every_key() throws IOException {
    String text = Files.readString(EXAMPLE);
    for (String key : keys(AgentConfig.class).keySet()) {
      String last = key.substring(key.lastIndexOf('.') + 1);
      assertThat(text).as(key).containsPattern("(?m)(^|[\\s{,#])" + last + ":");
    }
  }

  @Test
  void the_schema_knows_the_same_keys_and_needs_the_same_ones() throws IOException {
    JsonNode schema =
        JsonMapper.shared().readTree(Files.readString(ROOT.resolve("config/agent.schema.json")));
    assertThat(keys(schema, schema, "")).isEqualTo(keys(AgentConfig.class));
  }

  @Test
  void a_mistyped_key_is_refused_with_its_line_and_the_nearest_key() {
    String typo = MINIMAL + "escalation:\n  dedline: 2s\n";
    assertThatThrownBy(() -> parse(typo))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("/etc/andon/agent.yaml:8")
        .hasMessageContaining("did you mean 'deadline'");
  }

  @Test
  void values_out_of_range_are_named() {
    assertThatThrownBy(() -> settings(MINIMAL + "escalation: {jpeg_quality: 101}\n"))
        .hasMessageContaining("jpeg_quality must be 1 to 100, but is 101");
    assertThatThrownBy(() -> settings(MINIMAL + "uplink: {window_rows: 0}\n"))
        .hasMessageContaining("window_rows must be 1 to 64, but is 0");
    assertThatThrownBy(() -> settings(MINIMAL.replace("tcp://127.0.0.1:1883", "mqtt://x")))
        .hasMessageContaining("tcp://host:port");
  }

  @Test
  void a_password_over_plain_tcp_to_another_machine_is_refused_unless_it_is_said() {
    String login = "broker: {uri: \"%s\", username: st-04, password: secret%s}";
    String minimal = MINIMAL.replaceAll("(?m)^broker:.*$", "");
    assertThatThrownBy(() -> settings(minimal + login.formatted("tcp://10.0.0.5:1883", "") + "\n"))
        .hasMessageContaining("tcp://10.0.0.5:1883")
        .hasMessageContaining("ssl://")
        .hasMessageContaining("broker.plain_password: true");
    for (String taken :
        java.util.List.of(
            login.formatted("ssl://10.0.0.5:8883", ""),
            login.formatted("tcp://127.0.0.1:1883", ""),
            login.formatted("tcp://localhost:1883", ""),
            login.formatted("tcp://10.0.0.5:1883", ", plain_password: true"))) {
      assertThat(settings(minimal + taken + "\n").broker().password()).isPresent();
    }
  }

  @Test
  void a_source_without_what_its_kind_needs_is_refused() {
    AgentConfig config = parse(MINIMAL.replace("kind: folder, path: frames", "kind: rtsp"));
    assertThatThrownBy(() -> new ConfiguredSource(config.source(), Optional.empty()))
        .hasMessage("source of kind rtsp needs address");
  }

  private static ConfiguredSource folder(String more) {
    AgentConfig.Source source = parse(MINIMAL.replace("view: top", "view: top, " + more)).source();
    return new ConfiguredSource(source, source.path());
  }

  @Test
  void what_is_said_about_a_folder_is_checked() {
    assertThat(folder("watch: false, poll: 50ms, settle: 0s, part_id: none").identifiesParts())
        .isFalse();
    assertThat(folder("part_id: pattern, pattern: '(?<part>.+)_.+'").identifiesParts()).isTrue();
    assertThatThrownBy(() -> folder("poll: 10ms"))
        .hasMessage("source.poll must be 50ms to 1h, but is 10 ms");
    assertThatThrownBy(() -> folder("settle: 2h"))
        .hasMessage("source.settle must be 0s to 1h, but is 7200000 ms");
    assertThatThrownBy(() -> folder("part_id: pattern"))
        .hasMessage("source.pattern and source.part_id: pattern go together: give both or neither");
    assertThatThrownBy(() -> folder("part_id: pattern, pattern: '(?<part>'"))
        .hasMessageStartingWith("source.pattern is no regular expression: ");
    assertThatThrownBy(() -> parse(MINIMAL.replace("view: top", "view: top, part_ids: stem")))
        .hasMessageContaining("did you mean 'part_id'");
  }

  @Test
  void what_is_for_folders_is_refused_elsewhere() {
    AgentConfig config =
        parse(MINIMAL.replace("kind: folder, path: frames", "kind: v4l2, device: 0, poll: 1s"));
    assertThatThrownBy(() -> new ConfiguredSource(config.source(), Optional.empty()))
        .hasMessage("source.poll is for kind folder, but the kind is v4l2");
  }

  @Test
  void a_cameras_password_stays_out_of_names_and_texts() {
    AgentConfig config =
        parse(MINIMAL.replace("kind: folder, path: frames", "kind: rtsp, address: env.CAMERA_URL"));
    assertThat(new ConfiguredSource(config.source(), Optional.empty()).name())
        .isEqualTo("rtsp://cam/1");
    assertThat(config.toString()).doesNotContain("u:p@");
  }

  @Test
  void on_timeout_is_read_as_it_is_written() {
    assertThat(settings(MINIMAL + "line: {on_timeout: local}\n").policy().onTimeout())
        .isEqualTo(OnTimeout.LOCAL);
  }

  /** Every key with its path, and whether it is required. */
  private static Map<String, Boolean> keys(Class<?> type) {
    Map<String, Boolean> keys = new TreeMap<>();
    addKeys(keys, type, "");
    return keys;
  }

  private static void addKeys(Map<String, Boolean> keys, Class<?> type, String path) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = path + name(component);
      boolean optional = component.getType() == Optional.class;
      keys.put(key, !optional);
      Class<?> value = innermost(component.getGenericType());
      if (value.isRecord() && value.getEnclosingClass() == AgentConfig.class) {
        addKeys(keys, value, key + ".");
      }
    }
  }

  private static String name(RecordComponent component) {
    JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
    return named == null
        ? component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)
        : named.value();
  }

  private static Class<?> innermost(Type type) {
    return switch (type) {
      case ParameterizedType wrapped -> innermost(wrapped.getActualTypeArguments()[0]);
      case Class<?> plain -> plain;
      default -> Object.class;
    };
  }

  private static Map<String, Boolean> keys(JsonNode root, JsonNode schema, String path) {
    Map<String, Boolean> keys = new TreeMap<>();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(key -> required.add(key.asString()));
    schema
        .path("properties")
        .properties()
        .forEach(
            entry -> {
              String key = path + entry.getKey();
              keys.put(key, required.contains(entry.getKey()));
              keys.putAll(keys(root, resolved(root, entry.getValue()), key + "."));
            });
    return keys;
  }

  private static JsonNode resolved(JsonNode root, JsonNode schema) {
    JsonNode inner =
        schema.path("type").asString("").equals("array") ? schema.path("items") : schema;
    String reference = inner.path("$ref").asString("");
    if (reference.isEmpty()) {
      return inner;
    }
    JsonNode target = root;
    for (String step : Stream.of(reference.split("/", -1)).skip(1).toList()) {
      target = target.path(step);
    }
    return target;
  }
}
