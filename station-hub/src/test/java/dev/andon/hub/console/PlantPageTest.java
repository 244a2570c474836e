package dev.andon.hub.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.money.Money;
import dev.andon.wire.Health;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Readings;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
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

  @Test
  void what_a_station_measures_is_shown_and_what_lies_outside_is_said_aloud() {
    String page = PlantPage.of(view("st-04"), false);
    assertThat(page)
        .contains("Health of stations", "2.5", "412 ms", "32 ms, 48 ms")
        .contains("st-04: not ready: st-04", "st-04: slowed down: st-04", "st-04: hot: 91 °C")
        .contains("differ by 2.5 s ± 12 ms; set both by NTP")
        .contains("disk nearly full: 512 MiB free");
  }

  @Test
  void clocks_that_may_well_be_the_same_are_no_reason_to_warn() {
    assertThat(PlantPage.of(view("st-04", new Readings.ClockOffset(2_500, 800)), false))
        .doesNotContain("set both by NTP");
  }

  @Test
  void a_station_of_before_that_measures_nothing_has_no_row() {
    PlantView view = view("st-04");
    PlantView old =
        new PlantView(
            view.plant(),
            view.now(),
            view.broker(),
            view.brokerTrouble(),
            view.providers(),
            view.open(),
            view.stations().subList(1, 2),
            view.verdicts(),
            view.spend(),
            view.requests(),
            view.troubles(),
            view.unreadable());
    assertThat(PlantPage.of(old, false)).doesNotContain("Health of stations");
  }

  private static Health pulse(String name, Readings.ClockOffset clock) {
    return new Health(
        StationId.parse("plant/line/station"),
        new Stamp(new UUID(1, 1), NOW, 0),
        "1.0",
        new ModelVersion(name, name, name),
        1,
        2,
        3,
        512L << 20,
        List.of(name),
        Optional.of(
            new Readings(
                new Readings.Pace(
                    2.5, OptionalLong.of(412), OptionalDouble.of(31.5), OptionalDouble.of(48.2)),
                new Readings.Machine(
                    OptionalDouble.of(91),
                    OptionalDouble.of(1),
                    OptionalInt.of(4),
                    Optional.of(true),
                    List.of(name)),
                Optional.of(clock),
                Optional.of(name),
                Optional.of(name),
                List.of(name),
                List.of(name))));
  }

  private static PlantView view(String name) {
    return view(name, new Readings.ClockOffset(-2_500, 12));
  }

  private static PlantView view(String name, Readings.ClockOffset clock) {
    Money cost = Money.ofMicros(1_250_000, "EUR");
    return new PlantView(
        name,
        NOW,
        true,
        Optional.of(name),
        true,
        new PlantView.Open(1, 2, 3),
        List.of(
            new PlantView.Station(
                name,
                true,
                NOW,
                1,
                2,
                3,
                false,
                List.of(name),
                name,
                Optional.of(pulse(name, clock))),
            new PlantView.Station(
                name, false, NOW, 1, 2, 3, true, List.of(), "", Optional.empty())),
        List.of(new PlantView.Verdict(name, name, name, name, cost, NOW)),
        List.of(new PlantView.Spend(name, 1, 2, cost, cost)),
        List.of(new PlantView.Request(name, NOW, name, name, name, 1.5, Optional.empty())),
        List.of(name),
        Set.of());
  }
}
