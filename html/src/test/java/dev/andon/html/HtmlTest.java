package dev.andon.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HtmlTest {

  @Test
  void a_value_is_shown_as_text_and_cannot_leave_its_place() {
    assertThat(Html.of("<p title=\"{}\">{}</p>", "\" onload='x'", "<script>1 & 2</script>"))
        .hasToString(
            "<p title=\"&quot; onload=&#39;x&#39;\">&lt;script&gt;1 &amp; 2&lt;/script&gt;</p>");
  }

  @Test
  void a_value_that_looks_like_a_hole_is_none() {
    assertThat(Html.of("<p>{}{}</p>", "{}", "second")).hasToString("<p>{}second</p>");
  }

  @Test
  void characters_that_turn_the_order_of_a_line_are_shown_as_their_number() {
    assertThat(Html.of("{}", "a\u202eb\u2066c\u200fd\u0000e\nf"))
        .hasToString("a\\u202eb\\u2066c\\u200fd\\u0000e\nf");
    assertThat(Html.of("{}", "מפעל مصنع ü 😀")).hasToString("מפעל مصنع ü 😀");
  }

  @Test
  void markup_is_put_into_markup_as_it_is() {
    Html item = Html.of("<li>{}</li>", "<1>");
    assertThat(Html.of("<ul>{}{}{}</ul>", item, List.of(item, "<2>"), Optional.empty()))
        .hasToString("<ul><li>&lt;1&gt;</li><li>&lt;1&gt;</li>&lt;2&gt;</ul>");
    assertThat(Html.all(item, Html.NOTHING, item)).hasToString(item.toString() + item);
  }

  @Test
  void only_markup_stands_in_a_tag_outside_quotes() {
    assertThat(Html.of("<input name=a{}>", Html.of(" checked")))
        .hasToString("<input name=a checked>");
    assertThatThrownBy(() -> Html.of("<p class={}>", "bad"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("text outside an attribute's quotes: bad");
    assertThatThrownBy(() -> Html.of("<p title=\"{}\">", Html.of("<b>x</b>")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("markup as an attribute's value: <b>x</b>");
  }

  @Test
  void holes_and_values_are_as_many() {
    assertThatThrownBy(() -> Html.of("<p>{}{}</p>", 1))
        .hasMessage("more holes than values in <p>{}{}</p>");
    assertThatThrownBy(() -> Html.of("<p>{}</p>", 1, 2))
        .hasMessage("more values than holes in <p>{}</p>");
  }
}
