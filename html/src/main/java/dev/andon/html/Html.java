package dev.andon.html;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Markup. It comes from templates that are constants of the program and from nothing else: whatever
 * is put into a template's holes is shown as text, unless it is markup itself. Immutable,
 * thread-safe.
 *
 * <pre>{@code
 * Html.of("<p class=\"{}\">{}</p>", kind, Html.of("<b>{}</b>", name))
 * }</pre>
 *
 * <p>A hole {@code {}} stands in the text of an element or in a quoted value of an attribute; only
 * markup (such as {@code checked}) and whole numbers may stand anywhere else in a tag, and no
 * markup in an attribute's value.
 */
public final class Html {
  /** No markup. */
  public static final Html NOTHING = new Html("");

  private static final String HOLE = "{}";

  private final String markup;

  private Html(String markup) {
    this.markup = markup;
  }

  /**
   * The template with its holes filled in order.
   *
   * @param values {@link Html}, an {@link Optional} or {@link Iterable} of values, or anything else
   *     that is shown as its text
   * @throws IllegalArgumentException if there are more or fewer values than holes, or a value may
   *     not stand where its hole is
   */
  public static Html of(@CompileTimeConstant String template, Object... values) {
    StringBuilder out = new StringBuilder(template.length() + 64 * values.length);
    Place place = Place.TEXT;
    int filled = 0;
    int from = 0;
    for (int hole = template.indexOf(HOLE); hole >= 0; hole = template.indexOf(HOLE, from)) {
      place = place.after(template, from, hole);
      out.append(template, from, hole);
      if (filled == values.length) {
        throw new IllegalArgumentException("more holes than values in " + template);
      }
      place.fill(out, values[filled++]);
      from = hole + HOLE.length();
    }
    if (filled < values.length) {
      throw new IllegalArgumentException("more values than holes in " + template);
    }
    return new Html(out.append(template, from, template.length()).toString());
  }

  /** One after the other. */
  public static Html all(Stream<Html> parts) {
    return new Html(parts.map(Html::toString).collect(Collectors.joining()));
  }

  /** One after the other. */
  public static Html all(Html... parts) {
    return all(Stream.of(parts));
  }

  /** The markup. */
  @Override
  public String toString() {
    return markup;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Html html && html.markup.equals(markup);
  }

  @Override
  public int hashCode() {
    return markup.hashCode();
  }

  /** Where in a document a hole stands. */
  private enum Place {
    TEXT,
    TAG,
    VALUE;

    /** The place after {@code template} from {@code from} to {@code to}. */
    Place after(String template, int from, int to) {
      Place place = this;
      for (int i = from; i < to; i++) {
        place =
            switch (template.charAt(i)) {
              case '<' -> place == TEXT ? TAG : place;
              case '>' -> place == TAG ? TEXT : place;
              case '"' -> place == TAG ? VALUE : place == VALUE ? TAG : place;
              default -> place;
            };
      }
      return place;
    }

    void fill(StringBuilder out, Object value) {
      switch (value) {
        case Html html -> markup(out, html);
        case Long number -> out.append(number);
        case Optional<?> maybe -> maybe.ifPresent(held -> fill(out, held));
        case Iterable<?> several -> several.forEach(each -> fill(out, each));
        default -> text(out, String.valueOf(value));
      }
    }

    private void markup(StringBuilder out, Html html) {
      if (this == VALUE) {
        throw new IllegalArgumentException("markup as an attribute's value: " + html);
      }
      out.append(html.markup);
    }

    private void text(StringBuilder out, String text) {
      if (this == TAG) {
        throw new IllegalArgumentException("text outside an attribute's quotes: " + text);
      }
      escape(out, text);
    }
  }

  private static void escape(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(reorders(c) ? visible(c) : String.valueOf(c));
      }
    }
  }

  /**
   * Whether it turns the order of what stands around it (Unicode's explicit directional formatting
   * characters, UAX 9 §2), or is a control character that no page shows. Letters that are written
   * from right to left are none of these.
   */
  private static boolean reorders(char c) {
    return (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\u200e'
        || c == '\u200f'
        || c == '\u061c'
        || (Character.isISOControl(c) && c != '\n' && c != '\t');
  }

  private static String visible(char c) {
    return "\\u%04x".formatted((int) c);
  }
}
