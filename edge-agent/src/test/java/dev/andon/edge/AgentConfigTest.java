package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.andon.config.ConfigException;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.edge.actuation.LineOutput;
import dev.andon.edge.actuation.OnTimeout;
import dev.andon.edge.capture.SourceState;
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
import java.util.regex.Pattern;
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
    return new ConfigFile(
            Environment.of(Map.of("CAMERA_URL", "rtsp://u:p@cam/1", "PLC_PASSWORD", "word")))
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
  void a_variant_file_is_for_what_runs_now_and_nothing_stands_in_for_its_word() {
    String camera = MINIMAL.replace("kind: folder, path: frames", "kind: v4l2, device: 0");
    assertThatThrownBy(() -> feedOf(MINIMAL.replace("variant: a", "variant_file: v, variant: a")))
        .hasMessageContaining("variant_file")
        .hasMessageContaining("folder");
    assertThatThrownBy(() -> feedOf(camera.replace("variant: a", "variant_file: v, variant: a")))
        .hasMessageContaining("source.variant must be 'unknown'");
    assertThat(feedOf(camera.replace("variant: a", "variant_file: v, variant: unknown")).state())
        .extracting(SourceState::notes)
        .asString()
        .contains("/v: nobody has said which variant runs");
  }

  private static Feed feedOf(String yaml) {
    AgentConfig config = parse(yaml);
    return ConfiguredFeed.of(config, new ConfiguredSettings(config, Path.of("/")), false);
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

  @Test
  void what_is_said_about_triggers_and_posted_pictures_is_checked() {
    String camera = "kind: rtsp, address: \"rtsp://127.0.0.1/cam\"";
    assertThat(feed(camera + ", trigger: {http: {port: 0}}").identifiesParts()).isTrue();
    assertThat(feed("kind: push, http: {port: 0}").name()).isEqualTo("push");
    assertThatThrownBy(() -> feed(camera + ", trigger: {wait: 1s}"))
        .hasMessage("source.trigger needs http or topic, or both");
    assertThatThrownBy(() -> feed(camera + ", takt: 1s, trigger: {topic: cell-4}"))
        .hasMessageContaining("the trigger is the takt");
    assertThatThrownBy(() -> feed(camera + ", http: {port: 0}"))
        .hasMessageContaining("source.http is for kind push");
    assertThatThrownBy(() -> feed("kind: folder, path: frames, trigger: {topic: cell-4}"))
        .hasMessageContaining("source.trigger is for cameras");
    assertThatThrownBy(() -> feed("kind: push"))
        .hasMessage("source of kind push needs http: {port: …}");
    assertThatThrownBy(() -> feed("kind: push, http: {port: 9471, host: 0.0.0.0}"))
        .hasMessageStartingWith("source.http: parts are announced on 0.0.0.0 without TLS");
    assertThatThrownBy(() -> feed(camera + ", trigger: {http: {port: 0}, offset: 2m}"))
        .hasMessageContaining("trigger.offset must be 0s to 1m");
  }

  private static Feed feed(String source) {
    AgentConfig config = parse(MINIMAL.replace("kind: folder, path: frames", source));
    return ConfiguredFeed.of(config, new ConfiguredSettings(config, Path.of("/")), false);
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
    assertThatThrownBy(() -> folder("bits: 11"))
        .hasMessage("bits must be 10, 12, 14 or 16, but is 11");
    assertThatThrownBy(() -> folder("background: white")).hasMessageContaining("#rrggbb");
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

  private static List<LineOutput> outputs(String output) {
    AgentConfig config = parse(MINIMAL + "line: {outputs: [" + output + "]}\n");
    return new ConfiguredLine(new ConfiguredSettings(config, Path.of("/etc/andon")), config)
        .outputs();
  }

  @Test
  void every_kind_of_output_is_read_and_none_shows_a_secret() {
    List<LineOutput> all =
        outputs(
            """
            {kind: log},
            {kind: webhook, url: "http://user:hunter2@10.0.0.7/line?token=hunter2", token: hunter2},
            {kind: mqtt, topic: cell-4/andon},
            {kind: mqtt, topic: t, broker: {uri: "tcp://user:hunter2@10.0.0.8:1883"}},
            {kind: modbus, host: 10.0.0.5, accept: 0, reject: 1, valid: 2},
            {kind: modbus, host: 10.0.0.5, register: 100, accept: 0, reject: 1, valid: 2, unit: 255},
            {kind: opcua, endpoint: "opc.tcp://10.0.0.6:4840", security: none,
             nodes: {result: "ns=2;s=Andon.Result"}},
            {kind: command, run: [/bin/true, "{signal}"], max_age: 5s}
            """);
    assertThat(all)
        .extracting(LineOutput::name)
        .containsExactly(
            "log",
            "webhook 10.0.0.7",
            "mqtt tcp://127.0.0.1:1883 cell-4/andon",
            "mqtt tcp://10.0.0.8:1883 t",
            "modbus 10.0.0.5:502 unit 1",
            "modbus 10.0.0.5:502 unit 255",
            "opcua opc.tcp://10.0.0.6:4840",
            "command /bin/true");
    assertThat(all)
        .extracting(LineOutput::maxAge)
        .startsWith(LineOutput.UNLIMITED, Duration.ofSeconds(2))
        .endsWith(Duration.ofSeconds(5));
    assertThat(all.toString()).doesNotContain("hunter2");
    assertThatThrownBy(
            () -> outputs("{kind: webhook, url: \"htp://user:hunter2@plc/?token=hunter2\"}"))
        .hasMessageContaining("webhook url must be")
        .hasMessageNotContaining("hunter2");
    all.forEach(LineOutput::close);
  }

  @Test
  void a_slip_in_an_output_is_told_with_what_its_kind_knows() {
    assertThatThrownBy(() -> outputs("{kind: modbus, hosts: plc, accept: 0, reject: 1, valid: 2}"))
        .hasMessageContaining("unknown key 'hosts'; did you mean 'host'?");
    assertThatThrownBy(() -> outputs("{kind: modbus, host: plc, accept: 0, reject: 1}"))
        .hasMessageContaining("required key 'valid' is missing");
    assertThatThrownBy(
            () -> outputs("{kind: modbus, host: plc, url: x, accept: 0, reject: 1, valid: 2}"))
        .hasMessageContaining("unknown key 'url'");
    assertThatThrownBy(() -> outputs("{kind: profinet}"))
        .hasMessageContaining("agent.yaml:7: 'line.outputs[0]': unknown kind 'profinet'")
        .hasMessageContaining("known are command, log, modbus, mqtt, opcua, webhook");
    assertThatThrownBy(() -> outputs("{topic: x}"))
        .hasMessageContaining("required key 'kind' is missing; known are command");
    assertThatThrownBy(() -> outputs("{kind: modbus, host: plc, accept: 0, reject: 0, valid: 2}"))
        .hasMessageContaining("accept and reject are both 0");
    assertThatThrownBy(
            () -> outputs("{kind: modbus, host: plc, accept: 0, reject: 1, valid: 2, strobe: 0s}"))
        .hasMessageContaining("strobe must be 1ms to 1m, but is 0ms");
    assertThatThrownBy(
            () -> outputs("{kind: modbus, host: plc, accept: 0, reject: 1, valid: 2, strobe: 3s}"))
        .hasMessageContaining("strobe must be at most max_age (2000 ms)")
        .hasMessageContaining("but is 3000 ms");
    assertThatThrownBy(() -> outputs("{kind: log, max_age: 1s}"))
        .hasMessageContaining("unknown key 'max_age'");
  }

  @Test
  void an_opc_ua_password_goes_encrypted_or_it_is_said_that_it_does_not() {
    String open =
        "{kind: opcua, endpoint: \"opc.tcp://%s:4840\", security: none, username: andon,"
            + " password: hunter2, nodes: {result: \"ns=2;s=R\"}%s}";
    assertThatThrownBy(() -> outputs(open.formatted("10.0.0.6", "")))
        .hasMessageContaining("opc.tcp://10.0.0.6:4840")
        .hasMessageContaining("plain_password: true")
        .hasMessageNotContaining("hunter2");
    assertThat(outputs(open.formatted("10.0.0.6", ", plain_password: true"))).hasSize(1);
    assertThat(outputs(open.formatted("127.0.0.1", ""))).hasSize(1);
    assertThatThrownBy(() -> outputs(open.formatted("10.0.0.6", ", trusted: plc.pem")))
        .hasMessageContaining("nobody would look at them");
    assertThatThrownBy(
            () ->
                outputs(
                    "{kind: opcua, endpoint: \"opc.tcp://10.0.0.6:4840\", security:"
                        + " sign_and_encrypt, nodes: {result: \"ns=2;s=R\"}}"))
        .hasMessageContaining("needs trusted: the server's certificate");
    assertThatThrownBy(
            () ->
                outputs(
                    "{kind: opcua, endpoint: \"opc.tcp://a:hunter2@plc:4840\", security: none,"
                        + " nodes: {result: \"ns=2;s=R\"}}"))
        .hasMessageContaining("without user or password")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(
            () ->
                outputs(
                    "{kind: opcua, endpoint: \"opc.tcp://plc:4840\", security: none, nodes: {result:"
                        + " Andon.Result}}"))
        .hasMessageContaining("nodes.result must be like ns=2;s=Name");
  }

  @Test
  void what_the_page_for_programmers_of_controllers_shows_is_read() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/line.md"));
    List<String> examples =
        Pattern.compile("(?s)```yaml\n(line:.*?)```")
            .matcher(page)
            .results()
            .map(example -> example.group(1))
            .toList();
    assertThat(examples).hasSize(2);
    for (String example : examples) {
      AgentConfig config = parse(MINIMAL + example);
      assertThat(
              new ConfiguredLine(new ConfiguredSettings(config, Path.of("/etc/andon")), config)
                  .outputs())
          .isNotEmpty();
    }
  }

  @Test
  void a_command_is_checked_before_the_first_part_comes() {
    assertThatThrownBy(() -> outputs("{kind: command, run: [/no/such/program]}"))
        .hasMessageContaining("'/no/such/program' is no program that we may execute");
    assertThatThrownBy(() -> outputs("{kind: command, run: [/bin/true, \"{singal}\"]}"))
        .hasMessageContaining("unknown {singal}; known are {cause}, {id}, {part}");
    assertThatThrownBy(() -> outputs("{kind: command, run: []}"))
        .hasMessageContaining("needs run: [PROGRAM, …]");
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
      if (value.isRecord()
          && (value.getEnclosingClass() == AgentConfig.class
              || value.getEnclosingClass() == OutputConfig.class)) {
        addKeys(keys, value, key + ".");
      }
      JsonSubTypes kinds = value.getAnnotation(JsonSubTypes.class);
      if (kinds != null) {
        for (JsonSubTypes.Type kind : kinds.value()) {
          addKeys(keys, kind.value(), key + "." + kind.name() + ".");
        }
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
    schema
        .path("oneOf")
        .forEach(
            kind -> {
              String name = kind.path("properties").path("kind").path("const").asString("");
              if (!name.isEmpty()) {
                keys.putAll(keys(root, kind, path + name + "."));
              }
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
