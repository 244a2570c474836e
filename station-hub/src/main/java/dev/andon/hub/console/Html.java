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
      String kind = value instanceof Number ? "<td class=n>" : "<td>";
      String cell = value instanceof Cell markup ? markup.html() : text(String.valueOf(value));
      row.append(kind).append(cell).append("</td>");
    }
    return row.append("</tr>").toString();
  }

  /** Markup that is safe as it is. */
  record Cell(String html) {}
}
