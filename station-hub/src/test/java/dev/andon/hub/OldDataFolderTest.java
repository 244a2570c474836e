package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.billing.Past;
import dev.andon.hub.budget.BudgetStatus;
import dev.andon.hub.money.Owner;
import dev.andon.hub.request.RequestId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder as the hub wrote it in November 2026, before holds had columns of their own for
 * what the ledger needs. The hub was killed while three attempts were under way: 16 ledger entries
 * of 0.026103 EUR, three open holds of 0.037789 EUR together, three escalations without a verdict,
 * and a spend copy that is some milliseconds older.
 */
class OldDataFolderTest {
  private static final long BOOKED = 26_103;
  private static final long HELD = 12_563 + 12_613 + 12_613;
  private static final String PLANT =
      """
      plant: {id: demo-plant, currency: EUR}
      data: hub
      http: {port: 0, open: true}
      providers:
        fallback: {kind: openai, base_url: "http://127.0.0.1:1/v1", keys: ["sk-1"], models: [vision-1]}
      stations:
        - {id: station-1, line: line-1}
        - {id: station-2, line: line-2, yearly_eur: 10}
      lines:
        - {id: line-1}
        - {id: line-2}
      """;

  private @TempDir Path folder;

  @BeforeEach
  void unpack() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("data-of-november-2026.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, zip.readAllBytes());
      }
    }
  }

  private List<String> rows(String file, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("hub/" + file));
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (found.next()) {
        rows.add(found.getString(1));
      }
      return rows;
    }
  }

  @Test
  void opens_and_books_what_was_under_way_at_its_bound_with_variant_model_and_price()
      throws SQLException {
    List<String> open = rows("hub.db", "SELECT request FROM hold ORDER BY request");
    assertThat(open).hasSize(3);

    TestingHub.start(folder, PLANT).close();

    assertThat(rows("hub.db", "SELECT COUNT(*) FROM hold")).containsExactly("0");
    assertThat(rows("hub.db", "SELECT SUM(cost_micros) FROM ledger"))
        .containsExactly(String.valueOf(BOOKED + HELD));
    assertThat(
            rows(
                "hub.db",
                "SELECT x.request || ' ' || x.cost_micros || ' ' || s.variant || ' ' || s.model || ' ' ||"
                    + " s.price_version FROM ledger x JOIN ledger_subject s ON s.id = x.subject"
                    + " WHERE x.outcome = 'OUTCOME_UNKNOWN' AND x.request IN ('"
                    + String.join("','", open)
                    + "') ORDER BY x.request"))
        .hasSize(3)
        .allSatisfy(
            row ->
                assertThat(row)
                    .endsWith(" flange fallback/vision-1 sandbox-1/fallback/vision-1@2020-01-01"));
  }

  @Test
  void counts_what_was_spent_before_against_the_caps_of_today() {
    try (StationHub hub = TestingHub.start(folder, PLANT)) {
      Owner owner = new Owner(Owner.Kind.STATION, "station-2");
      List<BudgetStatus> caps =
          hub.billing().budgets().standings().stream()
              .filter(status -> status.rule().owner().equals(owner))
              .toList();
      assertThat(caps).hasSize(1);
      assertThat(caps.getFirst().spent().micros()).isGreaterThanOrEqualTo(HELD);
      assertThat(caps.getFirst().held().micros()).isZero();
    }
  }

  @Test
  void does_not_ask_again_what_may_have_been_answered() throws SQLException {
    List<String> open = rows("hub.db", "SELECT request FROM hold");
    try (StationHub hub = TestingHub.start(folder, PLANT)) {
      assertThat(open)
          .allSatisfy(
              request ->
                  assertThat(hub.billing().past(RequestId.parse(request)))
                      .isInstanceOf(Past.Unknown.class));
    }
  }

  @Test
  void the_spend_copy_follows_and_a_second_start_changes_nothing() throws SQLException {
    TestingHub.start(folder, PLANT).close();
    TestingHub.start(folder, PLANT).close();

    assertThat(rows("hub.db", "SELECT SUM(cost_micros) FROM ledger"))
        .containsExactly(String.valueOf(BOOKED + HELD));
    assertThat(rows("spend.db", "SELECT SUM(cost_micros) FROM spent"))
        .containsExactly(String.valueOf(BOOKED + HELD));
    assertThat(rows("spend.db", "SELECT COUNT(*) FROM held")).containsExactly("0");
    assertThat(rows("hub.db", "SELECT COUNT(*) FROM spend_doubt")).containsExactly("0");
  }
}
