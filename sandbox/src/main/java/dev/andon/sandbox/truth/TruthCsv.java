package dev.andon.sandbox.truth;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The truth file: UTF-8 text, a header line, columns found by name in any order: {@code file,
 * variant, view, verdict, class, x1, y1, x2, y2}. {@code file} and {@code verdict} must be there. A
 * frame with several boxes has a row for each. Values carry no quotes and no commas.
 */
public final class TruthCsv {

  private static final String HEADER = "file,variant,view,verdict,class,x1,y1,x2,y2\n";

  /** A line of a hundred megabytes is an error in the file, not a row. */
  private static final int LONGEST_LINE = 8192;

  private static final int MOST_ROWS = 5_000_000;

  private TruthCsv() {}

  /**
   * Reads every frame in the order of its first row.
   *
   * @throws TruthFormatException naming line and value, when the text is not a truth file
   */
  public static Map<String, TruthRow> read(Path csv) {
    try (BufferedReader reader = Files.newBufferedReader(csv, StandardCharsets.UTF_8)) {
      return new Reading(csv).rows(reader);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the truth file " + csv, failure);
    }
  }

  /** Writes the header; the rows follow with {@link #append}. */
  public static void begin(Writer out) throws IOException {
    out.write(HEADER);
  }

  /** Writes the rows of one frame. */
  public static void append(Writer out, TruthRow row) throws IOException {
    String start =
        String.join(",", row.file(), row.variant(), row.view(), row.truth().label().text());
    if (row.truth().blemishes().isEmpty()) {
      out.write(start + ",,,,,\n");
    }
    for (Blemish b : row.truth().blemishes()) {
      out.write(
          "%s,%s,%d,%d,%d,%d%n"
              .formatted(start, b.className(), b.x1(), b.y1(), b.x2(), b.y2())
              .replace("\r\n", "\n"));
    }
  }

  /** One pass over one file. Not thread-safe. */
  private static final class Reading {

    private final Path csv;
    private final Map<String, TruthRow> frames = new LinkedHashMap<>();
    private Map<String, Integer> columns = Map.of();
    private int line;

    Reading(Path csv) {
      this.csv = csv;
    }

    Map<String, TruthRow> rows(BufferedReader reader) throws IOException {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        line++;
        if (text.length() > LONGEST_LINE || line > MOST_ROWS) {
          throw bad("line or file too long");
        }
        if (line == 1) {
          header(text);
        } else if (!text.isBlank()) {
          row(text.split(",", -1));
        }
      }
      if (line == 0) {
        throw bad("the file is empty; its first line must name the columns");
      }
      return frames;
    }

    private void header(String text) {
      List<String> names =
          Arrays.stream(text.replace("\uFEFF", "").split(",", -1))
              .map(name -> name.strip().toLowerCase(Locale.ROOT))
              .toList();
      columns = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        columns.putIfAbsent(names.get(i), i);
      }
      if (!columns.containsKey("file") || !columns.containsKey("verdict")) {
        throw bad("the first line must name at least the columns file and verdict, it is: " + text);
      }
    }

    private void row(String[] cells) {
      String file = cell(cells, "file").replace('\\', '/');
      Truth.Label label = label(cell(cells, "verdict"));
      if (file.isEmpty()) {
        throw bad("column file is empty");
      }
      TruthRow before = frames.get(file);
      if (before != null && before.truth().label() != label) {
        throw bad(file + " is both " + before.truth().label().text() + " and " + label.text());
      }
      List<Blemish> blemishes =
          new ArrayList<>(before == null ? List.of() : before.truth().blemishes());
      if (label == Truth.Label.DEFECT && !cell(cells, "x1").isEmpty()) {
        blemishes.add(blemish(cells));
      }
      frames.put(
          file,
          new TruthRow(
              file, cell(cells, "variant"), cell(cells, "view"), new Truth(label, blemishes)));
    }

    private Blemish blemish(String[] cells) {
      String name = cell(cells, "class");
      try {
        return new Blemish(
            name.isEmpty() ? "defect" : name,
            number(cells, "x1"),
            number(cells, "y1"),
            number(cells, "x2"),
            number(cells, "y2"));
      } catch (IllegalArgumentException wrong) {
        throw bad(String.valueOf(wrong.getMessage()));
      }
    }

    private int number(String[] cells, String column) {
      String text = cell(cells, column);
      try {
        return (int) Math.round(Double.parseDouble(text));
      } catch (NumberFormatException notANumber) {
        throw bad("column " + column + " must be a number of pixels, not '" + text + "'");
      }
    }

    private Truth.Label label(String text) {
      for (Truth.Label label : Truth.Label.values()) {
        if (label.text().equalsIgnoreCase(text)) {
          return label;
        }
      }
      throw bad("column verdict must be pass, defect or golden, not '" + text + "'");
    }

    private String cell(String[] cells, String column) {
      Integer index = columns.get(column);
      return index == null || index >= cells.length ? "" : cells[index].strip();
    }

    private TruthFormatException bad(String what) {
      return new TruthFormatException(csv + " line " + line + ": " + what);
    }
  }
}
