package dev.andon.config.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads CSV whose first row names the columns, in any order and case: UTF-8 with or without a byte
 * order mark, separated by commas, semicolons or tabs, lines ended by LF or CRLF, fields quoted or
 * not. Rows without a value are skipped.
 */
public final class CsvInput {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Characters in which the first row must end, so that its separator can be told. */
  private static final int MOST_HEADER = 10_000;

  /** Characters of one field; a quote that is never closed ends here. */
  private static final int MOST_FIELD = 65_536;

  private CsvInput() {}

  /**
   * Reads a file row by row.
   *
   * @param needed columns without which the file is refused, in lower case
   * @throws IllegalArgumentException naming file, line and value of the first mistake
   */
  public static void read(Path file, List<String> needed, Consumer<CsvRow> rows)
      throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      read(in, file.toString(), needed, rows);
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException(
          file + " is not UTF-8: save it as \"CSV UTF-8\" in the spreadsheet", e);
    }
  }

  /** Reads from a reader; {@code name} is how messages call it. */
  public static void read(Reader text, String name, List<String> needed, Consumer<CsvRow> rows)
      throws IOException {
    BufferedReader in = new BufferedReader(text);
    skipByteOrderMark(in);
    char separator = separator(in);
    try (CsvReader<CsvRecord> records = open(in, separator)) {
      Iterator<CsvRecord> each = records.iterator();
      if (!each.hasNext()) {
        throw new IllegalArgumentException(
            name + ": the file is empty, its first line names columns");
      }
      CsvColumns columns = CsvColumns.of(each.next(), name, separator);
      columns.require(needed);
      while (each.hasNext()) {
        columns.row(each.next()).ifPresent(rows);
      }
    } catch (CsvParseException e) {
      throw new IllegalArgumentException(name + ": " + reason(e), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static CsvReader<CsvRecord> open(Reader in, char separator) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .skipEmptyLines(true)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .allowUnclosedQuote(false)
        .maxBufferSize(MOST_FIELD)
        .ofCsvRecord(in);
  }

  private static String reason(CsvParseException failure) {
    Throwable cause = failure.getCause();
    String what = String.valueOf(failure.getMessage());
    return cause == null ? what : what + ": " + cause.getMessage();
  }

  private static void skipByteOrderMark(BufferedReader in) throws IOException {
    in.mark(1);
    if (in.read() != BYTE_ORDER_MARK) {
      in.reset();
    }
  }

  /** What stands most often in the first row outside quotes; a comma where nothing does. */
  private static char separator(BufferedReader in) throws IOException {
    in.mark(MOST_HEADER + 1);
    char[] head = new char[MOST_HEADER];
    int length = Math.max(0, fill(in, head));
    in.reset();
    String row = new String(head, 0, length).stripLeading().lines().findFirst().orElse("");
    String bare = row.replaceAll("\"[^\"]*\"", "");
    long commas = count(bare, ',');
    long semicolons = count(bare, ';');
    long tabs = count(bare, '\t');
    if (semicolons > commas && semicolons >= tabs) {
      return ';';
    }
    return tabs > commas ? '\t' : ',';
  }

  private static int fill(Reader in, char[] head) throws IOException {
    int length = 0;
    while (length < head.length) {
      int read = in.read(head, length, head.length - length);
      if (read < 0) {
        return length;
      }
      length += read;
    }
    return length;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }
}
