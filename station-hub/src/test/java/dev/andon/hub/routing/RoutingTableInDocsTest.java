package dev.andon.hub.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.request.ErrorClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RoutingTableInDocsTest {
  @Test
  void the_table_in_the_docs_is_what_the_code_does() throws IOException {
    Path docs = Path.of(System.getProperty("andon.root", ".."), "docs", "routing.md");
    Map<String, List<String>> rows =
        Files.readAllLines(docs).stream()
            .filter(line -> line.matches("\\| [A-Z_]+ \\|.*"))
            .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
            .collect(Collectors.toMap(cells -> cells.get(1), cells -> cells));
    assertThat(rows).hasSameSizeAs(ErrorClass.values());
    for (ErrorClass error : ErrorClass.values()) {
      List<String> row = rows.getOrDefault(error.name(), List.of());
      assertThat(row.get(3))
          .as("what %s leads to", error)
          .isEqualTo(FailurePolicy.after(error).name());
      assertThat(row.get(4).equals("yes"))
          .as("whether %s counts for the breaker", error)
          .isEqualTo(FailurePolicy.countsForBreaker(error));
    }
  }
}
