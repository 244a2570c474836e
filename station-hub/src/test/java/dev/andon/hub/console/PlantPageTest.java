package dev.andon.hub.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlantPageTest {
  private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
  private static final String HOSTILE = "\"><script>'&\u202e\u200f";

  @Test
  void whatever_a_name_holds_it_is_shown_as_text() {
    String page = PlantPage.of(view(HOSTILE), true);
    assertThat(page)
        .contains("&quot;&gt;&lt;script&gt;&#39;&amp;\\u202e\\u200f")
        .doesNotContain("<script", HOSTILE, "\u202e", "\u200f");
  }

  @Test
  void a_hostile_name_changes_no_tag_of_the_page() {
    assertThat(tags(PlantPage.of(view(HOSTILE), false)))
        .isEqualTo(tags(PlantPage.of(view("x"), false)));
  }

  /** What stands between {@code <} and {@code >}, but for the values of attributes. */
  private static List<String> tags(String page) {
    return page.replaceAll("\"[^\"]*\"", "")
        .lines()
        .flatMap(line -> List.of(line.split("(?=<)")).stream())
        .filter(piece -> piece.startsWith("<"))
        .map(piece -> piece.replaceAll(">.*", ""))
        .toList();
  }

  private static PlantView view(String name) {
    Money cost = Money.ofMicros(1_250_000, "EUR");
    return new PlantView(
        name,
        NOW,
        true,
        Optional.of(name),
        true,
        new PlantView.Open(1, 2, 3),
        List.of(
            new PlantView.Station(name, true, NOW, 1, 2, 3, false, List.of(name), name),
            new PlantView.Station(name, false, NOW, 1, 2, 3, true, List.of(), "")),
        List.of(new PlantView.Verdict(name, name, name, name, cost, NOW)),
        List.of(new PlantView.Spend(name, 1, 2, cost, cost)),
        List.of(new PlantView.Request(name, NOW, name, name, name, 1.5, Optional.empty())),
        List.of(name),
        Set.of());
  }
}
