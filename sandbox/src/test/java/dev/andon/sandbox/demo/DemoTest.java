package dev.andon.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.ingest.Faults;
import dev.andon.sandbox.audit.AuditReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 180, unit = TimeUnit.SECONDS)
class DemoTest {

  @TempDir Path folder;

  private final StringWriter screen = new StringWriter();

  @Test
  void a_plant_survives_a_cut_link_and_a_lost_provider_with_every_escalation_accounted_for()
      throws Exception {
    Path file = folder.resolve("report.json");

    AuditReport report =
        run(options(Duration.ofSeconds(8), Optional.of(file)), Faults.NONE, Demo.PATIENCE);

    assertThat(report.audit().lost()).as(screen.toString()).isEmpty();
    assertThat(report.audit().strangers()).isEmpty();
    assertThat(report.audit().duplicatesCharged()).isZero();
    assertThat(report.reconciles()).isTrue();
    assertThat(report.run().linkOutages()).isEqualTo(1);
    assertThat(report.audit().escalated()).isPositive();
    assertThat(report.audit().verdicts()).isEqualTo(report.audit().escalated());
    assertThat(report.run().fallbacks()).isPositive();
    // A call that broke off is booked at its bound, so the ledger may hold more, never less.
    assertThat(report.run().providerMicros())
        .isPositive()
        .isBetween(
            report.run().spendMicros() - report.run().unansweredMicros(),
            report.run().spendMicros());
    JsonNode written = JsonMapper.shared().readTree(file.toFile());
    assertThat(written.path("frames").asLong()).isEqualTo(report.journal().frames());
    assertThat(written.at("/spend/currency").asString()).isEqualTo("EUR");
    assertThat(screen.toString())
        .contains("nothing lost, nothing charged twice")
        .containsPattern("page http://127\\.0\\.0\\.1:\\d+/\\?token=[A-Za-z0-9_-]{43}\n");
  }

  @Tag("slow")
  @Test
  void a_hub_that_sends_receipts_before_its_commit_and_then_fails_is_found_to_lose()
      throws Exception {
    Faults broken =
        new Faults() {
          @Override
          public boolean receiptBeforeCommit() {
            return true;
          }

          @Override
          public void beforeCommit(UUID escalation) {
            throw new IllegalStateException("the hub dies here, on purpose");
          }
        };

    // The link stays up, so that the false receipts arrive: the loss is the hub's alone.
    AuditReport report = run(undisturbed(Duration.ofSeconds(4)), broken, Duration.ofSeconds(5));

    assertThat(report.audit().lost()).as(screen.toString()).isNotEmpty();
    assertThat(report.audit().clean()).isFalse();
    assertThat(report.reconciles()).isTrue();
    assertThat(screen.toString()).contains("THE BOOKS DO NOT BALANCE");
  }

  private AuditReport run(DemoOptions options, Faults faults, Duration expectedLatency)
      throws Exception {
    return new Demo(options, folder, new PrintWriter(screen), false, faults, expectedLatency).run();
  }

  private static DemoOptions options(Duration capture, Optional<Path> report) throws IOException {
    return new DemoOptions(
        Optional.empty(),
        Optional.empty(),
        Bundles.newest(),
        3,
        2,
        Optional.of(capture),
        7,
        Optional.of(Interval.parse("1:3")),
        Optional.of(Interval.parse("5:3")),
        0,
        report,
        false);
  }

  private static DemoOptions undisturbed(Duration capture) throws IOException {
    DemoOptions usual = options(capture, Optional.empty());
    return new DemoOptions(
        usual.frames(),
        usual.truth(),
        usual.bundle(),
        usual.stations(),
        usual.lines(),
        usual.capture(),
        usual.seed(),
        Optional.empty(),
        Optional.empty(),
        usual.port(),
        usual.report(),
        usual.keep());
  }
}
