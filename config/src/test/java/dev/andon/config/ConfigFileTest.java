package dev.andon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFileTest {
  private static final Path FILE = Path.of("plant.yaml");

  @TempDir Path folder;

  record Plant(String name, Optional<Duration> deadline, List<Line> lines, Optional<Secret> key) {}

  record Line(String id, int takt, Optional<ByteSize> queue) {
    Line {
      if (takt < 1) {
        throw new IllegalArgumentException("takt must be at least 1 s, but is " + takt);
      }
    }
  }

  @Test
  void a_complete_file_becomes_a_record() {
    Plant plant =
        read(
            """
            name: bologna
            deadline: 1500ms
            lines:
              - id: line-1
                takt: 3
                queue: 64MiB
            key: env.PLANT_KEY
            """);
    assertThat(plant.deadline()).contains(Duration.ofMillis(1_500));
    assertThat(plant.lines().getFirst().queue()).contains(new ByteSize(64L << 20));
    assertThat(plant.key()).contains(new Secret("s3cret"));
  }

  @Test
  void a_secret_never_shows_itself() {
    assertThat(read("name: b\nlines: []\nkey: env.PLANT_KEY\n").toString())
        .contains("***")
        .doesNotContain("s3cret");
  }

  @Test
  void a_secret_may_stand_in_a_file_beside_the_configuration() throws IOException {
    Files.writeString(folder.resolve("plant.key"), "from-file\n");
    Path file =
        Files.writeString(folder.resolve("p.yaml"), "name: b\nlines: []\nkey: {file: plant.key}\n");
    assertThat(reader().read(file, Plant.class).key().map(Secret::text)).contains("from-file");
  }

  @Test
  void an_unknown_key_fails_with_its_line_and_the_nearest_key() {
    assertFails("name: b\nlines:\n  - id: a\n    tackt: 3\n")
        .hasMessage("plant.yaml:4: unknown key 'tackt'; did you mean 'takt'?");
  }

  @Test
  void a_value_out_of_range_fails_with_its_line_and_path() {
    assertFails("name: b\nlines:\n  - id: a\n    takt: 0\n")
        .hasMessageContaining("'lines[0]': takt must be at least 1 s, but is 0");
  }

  @Test
  void a_value_of_the_wrong_type_names_its_place() {
    assertFails("name: b\nlines:\n  - id: a\n    takt: soon\n")
        .hasMessageStartingWith("plant.yaml:4: 'lines[0].takt':");
    assertFails("name: b\nlines: []\ndeadline: soon\n")
        .hasMessageContaining("'soon' is no duration; write for example 250ms");
  }

  @Test
  void a_required_key_that_is_missing_is_named() {
    assertFails("lines: []\n").hasMessageContaining("required key 'name' is missing");
    assertFails("name: b\nlines:\n  - id: a\n")
        .hasMessageContaining("'lines[0].takt': required key 'takt' is missing");
  }

  @Test
  void a_variable_that_is_not_set_fails_before_parsing_and_a_default_helps() {
    assertFails("name: ${NOWHERE}\nlines: []\n")
        .hasMessageContaining("plant.yaml:1: environment variable NOWHERE is not set");
    assertThat(read("name: ${NOWHERE:-bari}\nlines: []\n").name()).isEqualTo("bari");
    assertThat(read("# ${NOWHERE}\nname: ${PLANT_NAME}\nlines: []\n").name()).isEqualTo("bologna");
  }

  @Test
  void a_secret_variable_that_is_not_set_is_named_without_a_value() {
    assertFails("name: b\nlines: []\nkey: env.NOWHERE\n")
        .hasMessageContaining("'key': environment variable NOWHERE is not set");
  }

  @Test
  void a_key_given_twice_fails() {
    assertFails("name: b\nname: c\nlines: []\n").hasMessageContaining("plant.yaml:2");
  }

  @Test
  void text_that_is_no_yaml_or_a_missing_file_is_a_clear_error() {
    assertFails("name: \"b\n").hasMessageContaining("not valid YAML");
    assertThatThrownBy(() -> reader().read(folder.resolve("none.yaml"), Plant.class))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("does it exist");
    assertFails("").hasMessageContaining("plant.yaml");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      String yaml) {
    return assertThatThrownBy(() -> read(yaml)).isInstanceOf(ConfigException.class);
  }

  private static Plant read(String yaml) {
    return reader().parse(yaml, FILE, Plant.class);
  }

  private static ConfigFile reader() {
    return new ConfigFile(Environment.of(Map.of("PLANT_KEY", "s3cret", "PLANT_NAME", "bologna")));
  }
}
