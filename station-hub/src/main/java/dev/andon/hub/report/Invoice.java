package dev.andon.hub.report;

import dev.andon.config.csv.CsvInput;
import dev.andon.config.csv.CsvRow;
import dev.andon.hub.money.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a provider bills, by day and model.
 *
 * @param rows in the order of the file
 */
public record Invoice(List<Row> rows) {
  private static final int MAX_ROWS = 1_000_000;
  private static final List<String> NEEDED = List.of("date", "model", "cost", "currency");

  /**
   * One line of it.
   *
   * @param model {@code provider/model}
   */
  public record Row(LocalDate day, String model, Money amount) {}

  public Invoice {
    rows = List.copyOf(rows);
  }

  /**
   * Reads a CSV whose first line names at least {@code date, model, cost, currency}, in any order.
   *
   * @throws IllegalArgumentException naming line and value of the first mistake
   */
  public static Invoice read(Path file) {
    List<Row> rows = new ArrayList<>();
    try {
      CsvInput.read(file, NEEDED, csv -> rows.add(row(csv, rows.size())));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
    return new Invoice(rows);
  }

  private static Row row(CsvRow csv, int before) {
    if (before >= MAX_ROWS) {
      throw new IllegalArgumentException(
          csv.place() + ": an invoice has at most " + MAX_ROWS + " rows; split the file by day");
    }
    BigDecimal cost = csv.decimal("cost");
    try {
      return new Row(
          LocalDate.parse(csv.text("date")),
          csv.text("model"),
          Money.of(cost, Money.currencyOf(csv.text("currency"))));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          csv.place()
              + ": "
              + e.getMessage()
              + "; write for example 2026-11-20,openai/gpt-4o-mini,12.34,USD",
          e);
    }
  }
}
