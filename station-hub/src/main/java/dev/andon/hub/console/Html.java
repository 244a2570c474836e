package dev.andon.hub.console;

/** Text that may hold anything, as text inside HTML. */
final class Html {
  private Html() {}

  static String text(String raw) {
    StringBuilder safe = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  /** Elements of {@code values}, each inside {@code <td>}. */
  static String row(Object... values) {
    StringBuilder row = new StringBuilder("<tr>");
    for (Object value : values) {
      Cell cell =
          switch (value) {
            case Cell markup -> markup;
            case Number number -> number(number.toString());
            default -> new Cell(text(String.valueOf(value)));
          };
      row.append("<td class=\"").append(cell.kind()).append("\">").append(cell.html());
      row.append("</td>");
    }
    return row.append("</tr>").toString();
  }

  /** Right-aligned text. */
  static Cell number(String raw) {
    return new Cell(text(raw), "n");
  }

  /** Markup that narrow screens leave out. */
  static Cell less(String html) {
    return new Cell(html, "less");
  }

  /**
   * A cell.
   *
   * @param html markup that is safe as it is
   * @param kind its CSS class; may be empty
   */
  record Cell(String html, String kind) {
    Cell(String html) {
      this(html, "");
    }
  }
}
