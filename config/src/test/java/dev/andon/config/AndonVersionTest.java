package dev.andon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One number, in the root's pom.xml; all else takes it from there. */
final class AndonVersionTest {
  private static final Path ROOT = Path.of(System.getProperty("andon.root"));

  @Test
  void it_is_the_version_of_the_build() throws IOException {
    assertThat(AndonVersion.NUMBER).isEqualTo(versionsIn(ROOT.resolve("pom.xml")).getFirst());
  }

  @Test
  void every_module_has_it_from_its_parent() throws IOException {
    for (Path pom : poms()) {
      assertThat(versionsIn(pom)).as(pom.toString()).first().isEqualTo(AndonVersion.NUMBER);
    }
  }

  @Test
  void the_launcher_says_it() throws IOException, InterruptedException {
    Process andon = new ProcessBuilder(ROOT.resolve("andon").toString(), "--version").start();
    String said = new String(andon.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(andon.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEqualTo("andon " + AndonVersion.NUMBER + "\n");
  }

  /** Neither as a constant nor in the name of a jar. Versions of models are others. */
  @Test
  void no_source_and_no_script_repeats_it() throws IOException {
    Pattern repeated =
        Pattern.compile(
            "(VERSION|USER_AGENT) = \"(andon/)?\\d+\\.\\d|^ *version=\\d|-%s\\.jar"
                .formatted(Pattern.quote(AndonVersion.NUMBER)),
            Pattern.MULTILINE);
    for (Path file : sources()) {
      assertThat(repeated.matcher(Files.readString(file)).results().map(MatchResult::group))
          .as(file.toString())
          .isEmpty();
    }
  }

  private static List<Path> poms() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.map(folder -> folder.resolve("pom.xml")).filter(Files::exists).toList();
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> modules = Stream.of(poms().toArray(Path[]::new))) {
      List<Path> java = modules.flatMap(pom -> java(pom.resolveSibling("src/main/java"))).toList();
      assertThat(java).hasSizeGreaterThan(300);
      return Stream.concat(
              java.stream(),
              Stream.of(
                  ROOT.resolve("andon"),
                  ROOT.resolve(".ci/run"),
                  ROOT.resolve("deploy/jetson/install.sh")))
          .toList();
    }
  }

  private static Stream<Path> java(Path folder) {
    try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> versionsIn(Path pom) throws IOException {
    return Pattern.compile("<version>([^<]+)</version>")
        .matcher(Files.readString(pom))
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}
