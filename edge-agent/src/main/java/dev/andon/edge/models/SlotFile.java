package dev.andon.edge.models;

import dev.andon.config.csv.CsvInput;
import dev.andon.config.csv.CsvOutput;
import dev.andon.config.csv.CsvRow;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ViewKey;
import dev.andon.wire.Box;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Slots of views that have their own, as CSV: a row for each slot, with the columns {@code
 * variant,view,x1,y1,x2,y2}. Boxes are in pixels of the frame.
 */
public final class SlotFile {
  /** In the order in which they are written; they are read in any. */
  public static final List<String> COLUMNS = List.of("variant", "view", "x1", "y1", "x2", "y2");

  private SlotFile() {}

  /**
   * Reads a layout.
   *
   * @throws IllegalArgumentException naming line and value of the first mistake
   */
  public static Layout read(Path csv) {
    Map<ViewKey, List<Box>> slots = new LinkedHashMap<>();
    try {
      CsvInput.read(csv, COLUMNS, row -> add(row, slots));
    } catch (IOException e) {
      throw new UncheckedIOException("the slots file " + csv + " cannot be read", e);
    }
    return new Layout(slots);
  }

  /** Writes the slots of one view; the writer stays open. */
  public static void write(ViewKey view, List<Box> slots, Writer out) {
    CsvOutput csv = CsvOutput.exact(out);
    csv.row(COLUMNS);
    for (Box box : slots) {
      csv.row(
          List.of(
              view.variant(),
              view.view(),
              Integer.toString(box.x1()),
              Integer.toString(box.y1()),
              Integer.toString(box.x2()),
              Integer.toString(box.y2())));
    }
  }

  private static void add(CsvRow row, Map<ViewKey, List<Box>> slots) {
    int x1 = pixels(row, "x1");
    int y1 = pixels(row, "y1");
    int x2 = pixels(row, "x2");
    int y2 = pixels(row, "y2");
    try {
      ViewKey view = new ViewKey(row.text("variant"), row.text("view"));
      slots.computeIfAbsent(view, k -> new ArrayList<>()).add(new Box(x1, y1, x2, y2));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(row.place() + ": " + e.getMessage(), e);
    }
  }

  private static int pixels(CsvRow row, String column) {
    try {
      return row.decimal(column).intValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s: %s must be a whole number of pixels, got \"%s\""
              .formatted(row.place(), column, row.text(column)),
          e);
    }
  }
}
