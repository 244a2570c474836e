package dev.andon.config.csv;

import java.math.BigDecimal;
import java.util.List;

/** One row of a file, its fields by column. Immutable. */
public final class CsvRow {
  private final CsvColumns columns;
  private final String place;
  private final List<String> fields;

  CsvRow(CsvColumns columns, String place, List<String> fields) {
    this.columns = columns;
    this.place = place;
    this.fields = fields;
  }

  /** File and line, for messages: {@code truth.csv:7}. */
  public String place() {
    return place;
  }

  /** Without spaces around it; empty where the column or the field is missing. */
  public String text(String column) {
    Integer index = columns.at().get(column);
    return index == null || index >= fields.size() ? "" : fields.get(index).strip();
  }

  /**
   * A number with a point or a comma before its decimals; the other may stand between thousands.
   *
   * @throws IllegalArgumentException where it is no number, or one that can be read in two ways
   */
  public BigDecimal decimal(String column) {
    try {
      return DecimalText.parse(text(column), columns.separator());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": " + column + " " + e.getMessage(), e);
    }
  }
}
