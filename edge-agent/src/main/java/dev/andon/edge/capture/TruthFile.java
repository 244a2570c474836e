package dev.andon.edge.capture;

import dev.andon.config.csv.CsvInput;
import dev.andon.config.csv.CsvOutput;
import dev.andon.config.csv.CsvRow;
import dev.andon.wire.Box;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The truth about frames as CSV. Columns by header, in any order: {@code
 * file,variant,view,verdict,class,x1,y1,x2,y2}; several rows a file, one per box; {@code variant}
 * and {@code view} may be left out ({@code default}), {@code class} and box are empty where a frame
 * has none. Pure but for reading and writing.
 */
public final class TruthFile {
  private static final List<String> COLUMNS =
      List.of("file", "variant", "view", "verdict", "class", "x1", "y1", "x2", "y2");

  private static final List<String> NEEDED = List.of("file", "verdict");

  private TruthFile() {}

  /**
   * Reads a file.
   *
   * @return the frames in the order of their first row
   * @throws IllegalArgumentException naming line, column and value of the first mistake
   */
  public static List<FrameTruth> read(Path csv) {
    Map<String, FrameTruth> frames = new LinkedHashMap<>();
    try {
      CsvInput.read(csv, NEEDED, row -> add(row, csv.toString(), frames));
    } catch (IOException e) {
      throw new UncheckedIOException("the truth file " + csv + " cannot be read", e);
    }
    return List.copyOf(frames.values());
  }

  /** Reads from a reader; {@code name} is how messages call it. */
  public static List<FrameTruth> read(Reader csv, String name) throws IOException {
    Map<String, FrameTruth> frames = new LinkedHashMap<>();
    CsvInput.read(csv, name, NEEDED, row -> add(row, name, frames));
    return List.copyOf(frames.values());
  }

  private static void add(CsvRow row, String name, Map<String, FrameTruth> frames) {
    FrameTruth truth = new Row(row).truth();
    frames.merge(truth.file(), truth, (first, second) -> joined(first, second, name));
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

  /** Writes frames, one row per box or one without box; the writer stays open. */
  public static void write(Collection<FrameTruth> frames, Writer out) {
    CsvOutput csv = CsvOutput.exact(out);
    csv.row(COLUMNS);
    for (FrameTruth frame : frames) {
      if (frame.defects().isEmpty()) {
        csv.row(fields(frame, "", Optional.empty()));
      }
      for (FrameTruth.Mark mark : frame.defects()) {
        csv.row(fields(frame, mark.label(), Optional.of(mark.box())));
      }
    }
  }

  private static List<String> fields(FrameTruth frame, String label, Optional<Box> box) {
    return List.of(
        frame.file(),
        frame.variant(),
        frame.view(),
        frame.state().name().toLowerCase(Locale.ROOT),
        label,
        pixels(box.map(Box::x1)),
        pixels(box.map(Box::y1)),
        pixels(box.map(Box::x2)),
        pixels(box.map(Box::y2)));
  }

  private static String pixels(Optional<Integer> number) {
    return number.map(String::valueOf).orElse("");
  }

  /** One row of the file. */
  private record Row(CsvRow csv) {

    FrameTruth truth() {
      String file = text("file", "");
      if (file.isEmpty()) {
        throw new IllegalArgumentException(csv.place() + ": file is empty");
      }
      FrameTruth.State state = state();
      List<FrameTruth.Mark> marks = text("x1", "").isEmpty() ? List.of() : List.of(mark());
      if (state != FrameTruth.State.DEFECT && !marks.isEmpty()) {
        throw new IllegalArgumentException(csv.place() + ": only a defect has a box");
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
                csv.place() + ": verdict must be pass, defect or golden, got \"" + verdict + "\"");
      };
    }

    private FrameTruth.Mark mark() {
      int x1 = number("x1");
      int y1 = number("y1");
      int x2 = number("x2");
      int y2 = number("y2");
      try {
        return new FrameTruth.Mark(text("class", "defect"), new Box(x1, y1, x2, y2));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(csv.place() + ": " + e.getMessage(), e);
      }
    }

    /** A whole number of pixels; parts of one are rounded. */
    private int number(String column) {
      try {
        return csv.decimal(column).setScale(0, RoundingMode.HALF_UP).intValueExact();
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            csv.place() + ": " + column + " is out of range: " + csv.text(column), e);
      }
    }

    private String text(String column, String otherwise) {
      String value = csv.text(column);
      return value.isEmpty() ? otherwise : value;
    }
  }
}
