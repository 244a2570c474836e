package dev.andon.hub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The architecture page tells the order of stages, and where to read, as the code has it. */
class StagesInDocsTest {
  private static final Path ROOT = Path.of(System.getProperty("andon.root", ".."));
  private static final Path PAGE = ROOT.resolve("docs/architecture.md");

  private static String section(String title) throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf("## " + title);
    int to = page.indexOf("\n## ", from + 1);
    return page.substring(from, to < 0 ? page.length() : to);
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
  }

  @Test
  void the_stages_of_the_page_are_those_of_the_method_in_their_order() throws IOException {
    String source =
        Files.readString(
            ROOT.resolve("station-hub/src/main/java/dev/andon/hub/gateway/StagedGateway.java"));
    int from = source.indexOf("private GatewayOutcome outcome(");
    String method = source.substring(from, source.indexOf("\n  }", from));
    List<String> stages = found("\\| `(\\w+)` \\|", section("One request through the gateway"));

    assertThat(stages).hasSize(7);
    assertThat(calls(method)).containsExactlyElementsOf(stages);
  }

  /** What the method calls that may end the request or change what follows. */
  private static List<String> calls(String method) {
    return Pattern.compile("= (?:context\\.)?(\\w+)\\(|^ {4}(keep)\\(", Pattern.MULTILINE)
        .matcher(method)
        .results()
        .flatMap(StagesInDocsTest::groups)
        .toList();
  }

  private static Stream<String> groups(MatchResult match) {
    return Stream.of(match.group(1), match.group(2)).filter(name -> name != null);
  }

  @Test
  void the_files_to_read_first_exist() throws IOException {
    List<String> files = found("`([\\w-]+/…/[\\w/]+\\.java)`", section("Where to read first"));

    assertThat(files).hasSizeGreaterThan(3);
    for (String file : files) {
      String module = file.substring(0, file.indexOf('/'));
      String end = file.substring(file.indexOf('…') + 1);
      try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        assertThat(sources.filter(source -> source.toString().endsWith(end)))
            .as("%s", file)
            .hasSize(1);
      }
    }
  }
}
