package dev.andon.config.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.regex.Pattern;

/** Writes CSV; fields are quoted where they must be. Leaves the writer open. Not thread-safe. */
public final class CsvOutput {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
  private static final String FORMULA_STARTS = "=+-@\t\r\n";

  private final CsvWriter writer;
  private final boolean harmless;

  private CsvOutput(Writer out, LineDelimiter lineEnd, boolean harmless) {
    this.writer = CsvWriter.builder().lineDelimiter(lineEnd).bufferSize(0).build(out);
    this.harmless = harmless;
  }

  /** For programs: lines end with LF, every field is written as it is. */
  public static CsvOutput exact(Writer out) {
    return new CsvOutput(out, LineDelimiter.LF, false);
  }

  /**
   * For people's spreadsheets: lines end with CRLF, and a text that one would take for a formula
   * gets an apostrophe in front (OWASP, CSV injection).
   */
  public static CsvOutput forSpreadsheets(Writer out) {
    return new CsvOutput(out, LineDelimiter.CRLF, true);
  }

  /** All rows as one text, {@linkplain #forSpreadsheets for spreadsheets}. */
  public static String textForSpreadsheets(List<List<String>> rows) {
    StringWriter text = new StringWriter();
    CsvOutput csv = forSpreadsheets(text);
    rows.forEach(csv::row);
    return text.toString();
  }

  /**
   * Writes one row.
   *
   * @throws java.io.UncheckedIOException where the writer fails
   */
  public void row(List<String> fields) {
    writer.writeRecord(harmless ? fields.stream().map(CsvOutput::harmless).toList() : fields);
  }

  private static String harmless(String field) {
    boolean formula = !field.isEmpty() && FORMULA_STARTS.indexOf(field.charAt(0)) >= 0;
    return formula && !NUMBER.matcher(field).matches() ? "'" + field : field;
  }
}
