package dev.andon.edge.capture;

import dev.andon.wire.Box;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The truth about frames as CSV (RFC 4180 without line breaks inside fields). Columns by header, in
 * any order: {@code file,variant,view,verdict,class,x1,y1,x2,y2}; several rows a file, one per box;
 * {@code variant} and {@code view} may be left out ({@code default}), {@code class} and box are
 * empty where a frame has none. Pure but for reading and writing.
 */
public final class TruthFile {
  private static final List<String> COLUMNS =
      List.of("file", "variant", "view", "verdict", "class", "x1", "y1", "x2", "y2");

  private static final int MAX_ROWS = 20_000_000;
  private static final int MAX_LINE = 10_000;

  private TruthFile() {}

  /**
   * Reads a file.
   *
   * @return the frames in the order of their first row
   * @throws IllegalArgumentException naming line, column and value of the first mistake
   */
  public static List<FrameTruth> read(Path csv) {
    try (BufferedReader reader = Files.newBufferedReader(csv)) {
      return read(reader, csv.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("the truth file " + csv + " cannot be read", e);
    }
  }

  /** Reads from a reader; {@code name} is how messages call it. */
  public static List<FrameTruth> read(Reader csv, String name) throws IOException {
    BufferedReader lines = new BufferedReader(csv);
    String header = lines.readLine();
    if (header == null) {
      throw new IllegalArgumentException(
          name + ": the file is empty, its first line names columns");
    }
    Map<String, Integer> columns = columns(header, name);
    Map<String, FrameTruth> frames = new LinkedHashMap<>();
    int number = 1;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      if (number > MAX_ROWS || line.length() > MAX_LINE) {
        throw new IllegalArgumentException(
            name
                + ":"
                + number
                + ": more than "
                + MAX_ROWS
                + " rows or "
                + MAX_LINE
                + " characters");
      }
      FrameTruth row = new Row(columns, CsvLine.split(line), name + ":" + number).truth();
      frames.merge(row.file(), row, (first, second) -> joined(first, second, name));
    }
    return List.copyOf(frames.values());
  }

  private static Map<String, Integer> columns(String header, String name) {
    Map<String, Integer> columns = new LinkedHashMap<>();
    String plain = header.startsWith("\uFEFF") ? header.substring(1) : header;
    List<String> names = CsvLine.split(plain);
    for (int i = 0; i < names.size(); i++) {
      columns.put(names.get(i).strip().toLowerCase(Locale.ROOT), i);
    }
    for (String needed : List.of("file", "verdict")) {
      if (!columns.containsKey(needed)) {
        throw new IllegalArgumentException(
            name + ":1: the column \"" + needed + "\" is missing, there are " + columns.keySet());
      }
    }
    return columns;
  }

  private static FrameTruth joined(FrameTruth first, FrameTruth second, String name) {
    if (first.state() != second.state()
        || !first.variant().equals(second.variant())
        || !first.view().equals(second.view())) {
      throw new IllegalArgumentException(
          name + ": the rows of " + first.file() + " disagree about variant, view or verdict");
    }
    List<FrameTruth.Mark> marks = new ArrayList<>(first.defects());
    marks.addAll(second.defects());
    return new FrameTruth(first.file(), first.variant(), first.view(), first.state(), marks);
  }

  /** Writes frames, one row per box or one without box. */
  public static void write(Collection<FrameTruth> frames, Writer out) throws IOException {
    out.write(String.join(",", COLUMNS) + "\n");
    for (FrameTruth frame : frames) {
      String start =
          CsvLine.join(
              List.of(
                  frame.file(),
                  frame.variant(),
                  frame.view(),
                  frame.state().name().toLowerCase(Locale.ROOT)));
      if (frame.defects().isEmpty()) {
        out.write(start + ",,,,,\n");
      }
      for (FrameTruth.Mark mark : frame.defects()) {
        Box box = mark.box();
        out.write(start + "," + CsvLine.join(List.of(mark.label())));
        out.write("," + box.x1() + "," + box.y1() + "," + box.x2() + "," + box.y2() + "\n");
      }
    }
  }

  /** One line with its columns' names. */
  private record Row(Map<String, Integer> columns, List<String> values, String place) {

    FrameTruth truth() {
      String file = text("file", "");
      if (file.isEmpty()) {
        throw new IllegalArgumentException(place + ": file is empty");
      }
      FrameTruth.State state = state();
      List<FrameTruth.Mark> marks = text("x1", "").isEmpty() ? List.of() : List.of(mark());
      if (state != FrameTruth.State.DEFECT && !marks.isEmpty()) {
        throw new IllegalArgumentException(place + ": only a defect has a box");
      }
      return new FrameTruth(
          file, text("variant", "default"), text("view", "default"), state, marks);
    }

    private FrameTruth.State state() {
      String verdict = text("verdict", "");
      return switch (verdict.toLowerCase(Locale.ROOT)) {
        case "pass" -> FrameTruth.State.PASS;
        case "defect" -> FrameTruth.State.DEFECT;
        case "golden" -> FrameTruth.State.GOLDEN;
        default ->
            throw new IllegalArgumentException(
                place + ": verdict must be pass, defect or golden, got \"" + verdict + "\"");
      };
    }

    private FrameTruth.Mark mark() {
      try {
        Box box = new Box(number("x1"), number("y1"), number("x2"), number("y2"));
        return new FrameTruth.Mark(text("class", "defect"), box);
      } catch (NumberFormatException e) {
        throw e;
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
      }
    }

    private int number(String column) {
      String value = text(column, "");
      try {
        return (int) Math.round(Double.parseDouble(value));
      } catch (NumberFormatException e) {
        NumberFormatException named =
            new NumberFormatException(
                place + ": " + column + " must be a number of pixels, got \"" + value + "\"");
        named.initCause(e);
        throw named;
      }
    }

    private String text(String column, String otherwise) {
      Integer index = columns.get(column);
      String value = index == null || index >= values.size() ? "" : values.get(index).strip();
      return value.isEmpty() ? otherwise : value;
    }
  }
}
