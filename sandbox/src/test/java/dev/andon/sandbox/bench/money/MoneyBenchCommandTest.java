package dev.andon.sandbox.bench.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.SandboxMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("slow")
final class MoneyBenchCommandTest {
  @TempDir private Path folder;

  @Test
  void the_bench_writes_its_figures_under_stable_names() throws IOException {
    StringWriter printed = new StringWriter();
    CommandLine andon = SandboxMain.commandLine().setOut(new PrintWriter(printed));
    int code =
        andon.execute(
            "bench",
            "money",
            "--out",
            folder.toString(),
            "--seconds",
            "1",
            "--ledger-rows",
            "0,2000",
            "--days",
            "9");
    assertThat(code).as(printed.toString()).isZero();
    JsonNode figures =
        JsonMapper.builder().build().readTree(Files.readString(folder.resolve("money.json")));
    for (String name :
        List.of("holds_per_s_memory", "holds_per_s_durable", "report_month_s", "report_day_s")) {
      assertThat(figures.at("/" + name).asDouble()).as(name).isPositive();
    }
    assertThat(figures.at("/request_ms_by_ledger_rows/1/rows").asLong()).isEqualTo(2_000);
    assertThat(figures.at("/request_ms_by_ledger_rows/1/p50_ms").asDouble()).isPositive();
  }
}
