package dev.andon.hub.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;

/** The forms a report can take. */
public enum Format {
  TABLE {
    @Override
    public String write(SpendReport report) {
      return TableText.write(report);
    }
  },
  CSV {
    @Override
    public String write(SpendReport report) {
      return CsvText.write(report);
    }
  },
  JSON {
    @Override
    public String write(SpendReport report) {
      return JsonText.write(report);
    }
  },
  HTML {
    @Override
    public String write(SpendReport report) {
      return HtmlPage.write(report);
    }
  },
  /**
   * The columns of the FinOps Open Cost and Usage Specification (FOCUS 1.0) that a gateway can
   * fill, as CSV.
   */
  FOCUS {
    @Override
    public String write(SpendReport report) {
      return FocusText.write(report);
    }
  };

  private static final char NARROW = '\u202f';

  /** The whole report as text. */
  public abstract String write(SpendReport report);

  /** Reads {@code table}, {@code csv}, {@code json}, {@code html} or {@code focus}. */
  public static Format ofWord(String word) {
    return Arrays.stream(values())
        .filter(format -> format.name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + word + "' is no format; use table, csv, json, html or focus"));
  }

  /** {@code micros} with six decimals. */
  static String exact(long micros) {
    return BigDecimal.valueOf(micros, 6).toPlainString();
  }

  /** For people: rounded to cents, or to µ-units below a cent. */
  static String readable(long micros) {
    BigDecimal units = BigDecimal.valueOf(micros, 6);
    boolean small = micros != 0 && Math.abs(micros) < 10_000;
    return small ? units.toPlainString() : units.setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  /** As {@link #readable}, with a narrow space between thousands. */
  static String grouped(long micros) {
    BigDecimal units = new BigDecimal(readable(micros));
    return String.format(Locale.ROOT, "%,." + units.scale() + "f", units).replace(',', NARROW);
  }

  /** A whole number with a narrow space between thousands. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', NARROW);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
