package dev.andon.sandbox.soak.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real file with the hub's own tables, so that a change of those is noticed here. */
class LedgerFileTest {

  private static final UUID ID = new UUID(0, 1);

  @TempDir Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void a_hub_that_paid_for_one_answer_and_holds_money_for_another() throws Exception {
    file = folder.resolve("hub.db");
    for (String step :
        new String[] {"ledger/ledger-1", "ledger/ledger-2", "budget/budget-1", "ingest/ingest-1"}) {
      run(sql(step));
    }
    run(
        """
        INSERT INTO escalation VALUES ('%1$s', 's', 'live', 'queued', 1, 2, 0, 'sha');
        INSERT INTO judging VALUES ('%1$s', 1, 'request-1', 1, NULL);
        INSERT INTO ledger_subject VALUES (1, 'k', 's', 'line-2', '', '', 'p', 'v', 'scripted', 'm', '1', 'EUR', 'EUR');
        INSERT INTO ledger_subject VALUES (2, 'k', 's', 'line-1', '', '', 'p', 'v', 'scripted', 'm', '1', 'EUR', 'EUR');
        """
            .formatted(ID));
    entry("request-1", 1, "ANSWERED", 2_020);
    entry("request-2", 2, "OUTCOME_UNKNOWN", 9_000);
    run(
        "INSERT INTO hold VALUES ('request-3', 1, 'HELD', 5,"
            + " 'station/line-2/s,line/line-2,plant/p', 1, 'EUR', 700, 'EUR', '', 'hub-1')");
  }

  @Test
  void a_charge_is_told_with_the_escalation_it_was_for_where_one_is_known() {
    HubEvidence hub = new LedgerFile(file).evidence();

    assertThat(hub.charges())
        .containsExactly(
            new HubEvidence.Charge(Optional.of(ID), "ANSWERED", 2_020, 10, 20),
            new HubEvidence.Charge(Optional.empty(), "OUTCOME_UNKNOWN", 9_000, 10, 20));
    assertThat(hub.unfinished()).isEqualTo(1);
  }

  @Test
  void a_line_has_spent_what_is_booked_on_it_and_holds_what_is_set_aside() {
    assertThat(new LedgerFile(file).spent("line-2", 10_000, 77))
        .isEqualTo(new SpendLine(77, "line-2", 10_000, 2_020, 700));
    assertThat(new LedgerFile(file).spent("line-1", 10_000, 77))
        .isEqualTo(new SpendLine(77, "line-1", 10_000, 9_000, 0));
  }

  @Test
  void a_look_while_the_hub_runs_counts_what_it_has_and_what_is_open() {
    assertThat(new LedgerFile(file).standing()).isEqualTo(new LedgerFile.Standing(1, 1));
  }

  private void entry(String request, int subject, String outcome, long micros) throws SQLException {
    run(
        """
        INSERT INTO ledger (request, attempt, at_ms, booked_ms, hour_ms, subject, outcome, input, cached_input,
          cache_write, image, audio, output, reasoning, price_micros, cost_micros, saved_micros)
        VALUES ('%s', 1, 10, 20, 0, %d, '%s', 0, 0, 0, 0, 0, 0, 0, 0, %d, 0)
        """
            .formatted(request, subject, outcome, micros));
  }

  private static String sql(String step) throws IOException {
    String name = "/dev/andon/hub/" + step + ".sql";
    try (InputStream in = LedgerFileTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the hub has no step " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{identity}", "INTEGER PRIMARY KEY");
    }
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
