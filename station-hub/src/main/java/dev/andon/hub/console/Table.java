package dev.andon.hub.console;

import dev.andon.html.Html;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** A section of the page that holds a table. Pure. */
final class Table {
  private Table() {}

  /**
   * A cell.
   *
   * @param content text or markup
   * @param kind its CSS class; may be empty
   */
  record Cell(Object content, String kind) {}

  /**
   * A section.
   *
   * @param heads a column's name; with {@code #} before it a number, with {@code -} one that narrow
   *     screens leave out
   * @param none what is said instead of a table without rows
   */
  static <T> Html of(
      String title,
      String kind,
      List<String> heads,
      List<T> rows,
      Function<T, Html> row,
      String none) {
    Html content =
        rows.isEmpty()
            ? Html.of("<p class=soft>{}</p>", none)
            : Html.of(
                "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
                Html.all(heads.stream().map(Table::head)),
                Html.all(rows.stream().map(row)));
    return Html.of("<section class=\"{}\"><h2>{}</h2>{}</section>", kind, title, content);
  }

  private static Html head(String name) {
    return switch (name.charAt(0)) {
      case '#' -> Html.of("<th class=n>{}</th>", name.substring(1));
      case '-' -> Html.of("<th class=less>{}</th>", name.substring(1));
      default -> Html.of("<th>{}</th>", name);
    };
  }

  /** A row of cells; numbers, text and markup become cells of their own. */
  static Html row(Object... values) {
    return Html.of("<tr>{}</tr>", Html.all(Stream.of(values).map(Table::cell)));
  }

  private static Html cell(Object value) {
    Cell cell =
        switch (value) {
          case Cell made -> made;
          case Number number -> number(number.toString());
          default -> new Cell(value, "");
        };
    return Html.of("<td class=\"{}\">{}</td>", cell.kind(), cell.content());
  }

  /** Right-aligned text. */
  static Cell number(String text) {
    return new Cell(text, "n");
  }

  /** Text or markup that narrow screens leave out. */
  static Cell less(Object content) {
    return new Cell(content, "less");
  }
}
