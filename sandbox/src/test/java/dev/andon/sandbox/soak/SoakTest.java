package dev.andon.sandbox.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.SandboxMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 3_600, unit = TimeUnit.SECONDS)
class SoakTest {

  private static final List<String> CHECKS =
      List.of(
          "lost",
          "not_read",
          "strangers",
          "unsignalled",
          "told_twice",
          "charged_twice",
          "ledger",
          "ledger_total",
          "cap_overshoot",
          "disconnects",
          "forged",
          "own_exits",
          "open",
          "damage_told");

  @TempDir Path folder;

  private final StringWriter screen = new StringWriter();

  @Test
  @Tag("kills")
  void a_plant_that_nobody_disturbs_breaks_no_promise_although_its_cap_binds() throws Exception {
    int status =
        run("--minutes", "0.4", "--stations", "2", "--broker", "embedded", "--faults", "none");

    JsonNode report = report();
    assertThat(status).isEqualTo(report.path("holds").asBoolean() ? 0 : 1);
    assertThat(names(report).stream().filter(name -> found(report, name) > 0))
        .as(screen.toString())
        .isEmpty();
    assertThat(report.path("faults").size()).isZero();
    assertThat(report.at("/figures/frames_drawn").asLong()).isEqualTo(48);
    assertThat(report.at("/figures/signals").asLong()).isEqualTo(48);
    assertThat(report.at("/figures/provider_answers").asLong()).isPositive();
  }

  @Test
  @Tag("mosquitto")
  @Tag("kills")
  void five_kills_of_each_kind_and_a_minute_of_every_fault_lose_charge_and_tell_nothing_twice()
      throws Exception {
    Path out = folder.resolve("out");

    int status =
        run("--phase", "rehearsal", "--stations", "2", "--seed", "11", "--out", out.toString());

    JsonNode report = report();
    JsonNode phase = report.at("/phases/0");
    assertThat(names(phase)).as(screen.toString()).containsExactlyElementsOf(CHECKS);
    assertThat(phase.path("in_time").asBoolean()).as(screen.toString()).isTrue();
    for (String target : List.of("station-1", "hub", "broker")) {
      assertThat(phase.path("faults").path(target + " killed").asLong())
          .as("kills of %s", target)
          .isGreaterThanOrEqualTo(5);
    }
    assertThat(phase.at("/figures/signals").asLong()).isPositive();
    for (String never :
        List.of(
            "lost", "charged_twice", "told_twice", "unsignalled", "strangers", "cap_overshoot")) {
      assertThat(found(phase, never)).as("%s\n%s", never, screen).isZero();
    }
    assertThat(status).isEqualTo(report.path("holds").asBoolean() ? 0 : 1);
    assertThat(out.resolve("report.html")).content().contains("<svg", "rehearsal");
    assertThat(Files.readAllLines(out.resolve("rehearsal/faults.jsonl"))).isNotEmpty();
  }

  @Test
  @Tag("mosquitto")
  @Tag("long")
  void a_tenth_of_the_full_campaign_keeps_every_promise() throws Exception {
    Path out = folder.resolve("out");

    int status = run("--full", "--scale", "0.1", "--out", out.toString());

    assertThat(status).as(screen.toString()).isZero();
  }

  private static List<String> names(JsonNode report) {
    return StreamSupport.stream(report.path("checks").spliterator(), false)
        .map(check -> check.path("name").asString())
        .toList();
  }

  private static long found(JsonNode report, String name) {
    return StreamSupport.stream(report.path("checks").spliterator(), false)
        .filter(check -> check.path("name").asString().equals(name))
        .mapToLong(check -> check.path("found").asLong())
        .sum();
  }

  private JsonNode report() {
    return JsonMapper.shared().readTree(folder.resolve("report.json").toFile());
  }

  private int run(String... options) {
    List<String> all = new ArrayList<>(List.of("soak"));
    all.addAll(List.of(options));
    all.addAll(List.of("--report", folder.resolve("report.json").toString()));
    return SandboxMain.commandLine()
        .setOut(new PrintWriter(screen, true))
        .setErr(new PrintWriter(screen, true))
        .execute(all.toArray(new String[0]));
  }
}
