package dev.andon.hub.report;

import dev.andon.hub.money.Money;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a provider bills, by day and model.
 *
 * @param rows in the order of the file
 */
public record Invoice(List<Row> rows) {
  private static final int MAX_ROWS = 1_000_000;

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
   */
  public static Invoice read(Path file) {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String head = in.readLine();
      if (head == null) {
        throw new IllegalArgumentException(
            file + " is empty; an invoice begins with date,model,cost,currency");
      }
      List<String> columns = Arrays.stream(head.split(",")).map(String::strip).toList();
      int[] at = {
        column(file, columns, "date"),
        column(file, columns, "model"),
        column(file, columns, "cost"),
        column(file, columns, "currency")
      };
      List<Row> rows = new ArrayList<>();
      for (String line = in.readLine();
          line != null && rows.size() < MAX_ROWS;
          line = in.readLine()) {
        if (!line.isBlank()) {
          rows.add(row(file, rows.size() + 2, line.split(",", -1), at));
        }
      }
      return new Invoice(rows);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static int column(Path file, List<String> columns, String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          file
              + ":1: there is no column '"
              + name
              + "'; an invoice needs date, model, cost and currency");
    }
    return index;
  }

  private static Row row(Path file, int line, String[] cells, int[] at) {
    try {
      return new Row(
          LocalDate.parse(cells[at[0]].strip()),
          cells[at[1]].strip(),
          Money.parse(cells[at[2]].strip(), cells[at[3]].strip()));
    } catch (DateTimeParseException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          file
              + ":"
              + line
              + ": "
              + e.getMessage()
              + "; write for example 2026-11-20,openai/gpt-4o-mini,12.34,USD",
          e);
    }
  }
}
