package dev.andon.hub.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.andon.config.ConfigException;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.HubMain;
import dev.andon.hub.SchemaOfRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

final class HubConfigTest {
  private static final Path CONFIG = Path.of(System.getProperty("andon.root", ".."), "config");
  private static final Path EXAMPLE = CONFIG.resolve("hub.example.yaml");
  private static final Path SCHEMA = CONFIG.resolve("hub.schema.json");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final Environment ENVIRONMENT =
      Environment.of(
          Map.of(
              "ANDON_ADMIN_TOKEN", "a-token-of-this-test",
              "MQTT_PASSWORD", "p",
              "VK_MARCO", "marco-secret",
              "VK_ACME", "acme-secret",
              "OPENAI_KEY_PRIMARY", "k1",
              "OPENAI_KEY_FAILOVER", "k2"));

  private static HubPlatform around() {
    return new HubPlatform(
        CONFIG,
        ENVIRONMENT,
        Clock.systemUTC(),
        System::nanoTime,
        new SecureRandom(),
        dev.andon.hub.ingest.Faults.NONE);
  }

  private static HubConfig parse(String yaml) {
    return new ConfigFile(ENVIRONMENT).parse(yaml, CONFIG.resolve("hub.yaml"), HubConfig.class);
  }

  @Test
  void the_example_loads_and_is_explained_in_words() {
    HubConfig config = new ConfigFile(ENVIRONMENT).read(EXAMPLE, HubConfig.class);

    assertThat(new ConfigSummary(config, around()).lines())
        .anyMatch(l -> l.contains("whoever asks for judges gets openai/gpt-4o-mini, then local/"))
        .anyMatch(l -> l.contains("vk_marco may use openai/gpt-4o-mini, local/*"))
        .anyMatch(l -> l.contains("stops at 90 %"))
        .anyMatch(l -> l.contains("asks for openai/gpt-4o from line line-1 in the live lane gets"))
        .noneMatch(l -> l.contains("Optional") || l.contains("[]"))
        .anyMatch(l -> l.contains("has no price"));
  }

  @Test
  void a_configuration_can_be_checked_where_its_secrets_are_not_known() {
    StringWriter out = new StringWriter();
    int status =
        HubMain.commandLine()
            .setOut(new PrintWriter(out, true))
            .execute("hub", "check", "--config", EXAMPLE.toString());
    assertThat(status).isZero();
    assertThat(out.toString())
        .contains("Not set here, and needed to start: ", "ANDON_ADMIN_TOKEN", "MQTT_PASSWORD")
        .doesNotContain("unset-");
  }

  @Test
  void the_example_is_valid_against_the_schema() throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(SCHEMA), InputFormat.JSON);

    assertThat(schema.validate(Files.readString(EXAMPLE), InputFormat.YAML)).isEmpty();
    assertThat(schema.validate("{\"htpp\":{}}", InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void the_schema_says_what_the_records_say() throws IOException {
    String made = JSON.writeValueAsString(SchemaOfRecords.of(HubConfig.class, "hub.yaml"));
    if (Boolean.getBoolean("andon.write.schema")) {
      Files.writeString(SCHEMA, made + "\n");
    }

    assertThat(Files.readString(SCHEMA).strip())
        .as("write it again with -Dtest.jvmArgs=-Dandon.write.schema=true")
        .isEqualTo(made);
  }

  @Test
  void the_example_names_every_key_there_is() throws IOException {
    JsonNode example = new YAMLMapper().readTree(Files.readString(EXAMPLE));

    assertThat(missing(SchemaOfRecords.of(HubConfig.class, "hub.yaml"), example)).isEmpty();
  }

  /** Top-level blocks, and the keys of those that are one object. */
  private static List<String> missing(JsonNode schema, JsonNode example) {
    return schema
        .path("properties")
        .propertyStream()
        .flatMap(
            block ->
                example.path(block.getKey()).isMissingNode()
                    ? List.of(block.getKey()).stream()
                    : block
                        .getValue()
                        .path("properties")
                        .propertyStream()
                        .map(Map.Entry::getKey)
                        .filter(key -> !List.of("users").contains(key))
                        .filter(key -> example.path(block.getKey()).path(key).isMissingNode())
                        .map(key -> block.getKey() + "." + key))
        .toList();
  }

  @Test
  void a_mistyped_key_is_refused_with_its_line_and_the_nearest_one() {
    assertThatThrownBy(() -> parse("plant: {id: a}\nhttp:\n  prot: 1\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("hub.yaml:3")
        .hasMessageContaining("did you mean 'port'?");
  }

  @Test
  void an_admin_token_that_could_be_guessed_or_typed_wrong_is_refused_and_not_shown() {
    for (String token : List.of("fifteen-letters", "two words are no token", "x".repeat(513))) {
      assertThatThrownBy(() -> parse("http: {admin_token: \"" + token + "\"}"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("http.admin_token must be 16 to 512")
          .hasMessageNotContaining(token);
    }
  }

  @Test
  void a_hub_is_open_without_a_token_on_loopback_and_for_a_trial_only() {
    for (String host : List.of("0.0.0.0", "10.0.0.7", "hub.plant.internal", "'::'")) {
      assertThatThrownBy(() -> parse("http: {host: " + host + ", plain: true, open: true}"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("http.open is for trials on a loopback address");
    }
    assertThatThrownBy(() -> parse("http: {open: true, admin_token: a-token-of-this-test}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("leave one of them out");
    assertThat(parse("http: {host: 127.0.0.2, open: true}").httpOrDefault().isOpen()).isTrue();
    assertThat(parse("http: {open: false, admin_token: a-token-of-this-test}").http()).isPresent();
  }

  @Test
  void a_check_says_what_opens_the_page() {
    assertThat(new ConfigSummary(parse("http: {open: true}"), around()).lines())
        .anyMatch(l -> l.startsWith("Note: http.open: every user and program of this machine"));
    assertThat(new ConfigSummary(parse("http: {port: 0}"), around()).lines())
        .anyMatch(l -> l.contains("with the token in") && l.contains("data/admin.token"))
        .noneMatch(l -> l.contains("http.open"));
    assertThat(
            new ConfigSummary(parse("http: {admin_token: a-token-of-this-test}"), around()).lines())
        .anyMatch(l -> l.contains("with the token of http.admin_token"))
        .noneMatch(l -> l.contains("a-token-of-this-test"));
  }

  @Test
  void a_check_says_what_a_question_costs_with_and_without_a_good_part_beside_it()
      throws IOException {
    String yaml =
        """
        price_book: %s
        mqtt: {embedded: true}
        escalations: {model: judges}
        providers:
          openai: {keys: [k]}
        routes:
          - {name: judges, models: [judges], candidates: [openai/gpt-4o-mini]}
        """
            .formatted(CONFIG.resolve("prices.yaml").toAbsolutePath());
    List<String> lines = new ConfigSummary(parse(yaml), around()).lines();
    assertThat(lines)
        .anyMatch(
            l ->
                l.startsWith("One question about a cut-out of 400 x 400 pixels, about;")
                    && l.contains("escalations.comparison is false"))
        .anyMatch(
            l ->
                l.matches(
                    "  openai/gpt-4o-mini: 0\\.001\\d\\d USD \\(at most 0\\.00\\d+ are held\\);"
                        + " with a comparison 0\\.00[23]\\d\\d USD \\(at most 0\\.00\\d+ are"
                        + " held\\), \\+\\d\\d %"));
    assertThat(
            new ConfigSummary(
                    parse(yaml.replace("model: judges}", "model: judges, comparison: true}")),
                    around())
                .lines())
        .anyMatch(l -> l.contains("escalations.comparison is true"));
    String one = yaml.replace("openai: {keys: [k]}", "openai: {keys: [k], max_images: 1}");
    assertThat(new ConfigSummary(parse(one), around()).lines())
        .anyMatch(
            l ->
                l.startsWith("  openai/gpt-4o-mini: ")
                    && l.endsWith("; a comparison stays behind, as its max_images is 1"));
  }

  @Test
  void a_provider_takes_one_image_or_more() {
    assertThatThrownBy(() -> parse("providers: {openai: {keys: [k], max_images: 0}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("max_images is 1 to 1000, not 0");
  }

  @Test
  void a_hub_that_others_can_reach_speaks_tls_unless_it_is_said_that_it_must_not() {
    assertThatThrownBy(() -> parse("http: {host: 0.0.0.0}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("http.tls is required")
        .hasMessageContaining("plain: true");
    parse("http: {host: 0.0.0.0, plain: true}");
    parse("http: {host: 10.0.0.7, tls: {cert_file: a, key_file: b}}");
    parse("http: {host: localhost}");
  }

  @Test
  void a_name_that_the_hub_is_called_by_has_no_scheme_and_no_port() {
    assertThatThrownBy(() -> parse("http: {hosts: [\"http://hub:8080\"]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("http.hosts");
  }

  @Test
  void escalations_without_a_broker_are_refused() {
    assertThatThrownBy(() -> parse("escalations: {model: judges}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("mqtt and escalations belong together");
  }
}
