package dev.andon.edge.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.actuation.LineState;
import dev.andon.edge.actuation.OutputState;
import dev.andon.edge.capture.SourceState;
import dev.andon.edge.enrolment.Enrolled;
import dev.andon.edge.enrolment.EnrolmentQueue;
import dev.andon.edge.enrolment.KeptFrame;
import dev.andon.edge.enrolment.Lineup;
import dev.andon.edge.outbox.DurableCounters;
import dev.andon.edge.outbox.OutboxHealth;
import dev.andon.edge.outbox.SendQueue;
import dev.andon.edge.triage.ViewKey;
import dev.andon.wire.StationId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pages of a station whose parts, cameras and troubles are called as badly as can be. */
final class HostileNamesTest {
  private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
  private static final StationId STATION = StationId.parse("plant/line/station");
  private static final String HOSTILE = "\"><script>'&\u202e\u200f";
  private static final String SHOWN = "&quot;&gt;&lt;script&gt;&#39;&amp;\\u202e\\u200f";
  private static final ViewKey VIEW = new ViewKey(HOSTILE, HOSTILE);

  private final EnrolPage enrol = new EnrolPage(STATION, () -> NOW);

  @Test
  void the_stations_page_shows_them_as_text() {
    assertShownAsText(StationPage.of(STATION, state(), true, NOW));
  }

  @Test
  void the_pictures_to_choose_from_show_them_as_text() {
    KeptFrame frame = new KeptFrame(VIEW, Path.of("f.jpg"), 1, NOW, 640, 480, Optional.empty(), 1);
    Lineup lineup =
        new Lineup(
            List.of(
                new Lineup.Entry(frame, Optional.empty()),
                new Lineup.Entry(frame, Optional.of(HOSTILE))),
            1);
    String page = enrol.choose(List.of(VIEW, new ViewKey("v", "front")), VIEW, lineup, HOSTILE);
    assertShownAsText(page);
    assertThat(page).contains("name=variant value=\"" + SHOWN + "\"");
  }

  @Test
  void every_other_page_of_an_enrolment_shows_them_as_text() {
    Enrolled saved = new Enrolled.Saved(VIEW, 2, HOSTILE, HOSTILE, List.of(), NOW, 1_500);
    assertShownAsText(enrol.result(saved));
    assertShownAsText(enrol.result(new Enrolled.Refused(VIEW, HOSTILE)));
    assertShownAsText(enrol.progress(new EnrolmentQueue.Running(VIEW, HOSTILE, 1, 2)));
    assertShownAsText(enrol.signIn(HOSTILE, HOSTILE));
    assertShownAsText(enrol.welcome(HOSTILE, Optional.empty(), Optional.of(saved), HOSTILE));
    assertShownAsText(enrol.refused(HOSTILE));
  }

  private static void assertShownAsText(String page) {
    assertThat(page).contains(SHOWN).doesNotContain("<script", "\"><s", "\u202e", "\u200f");
  }

  private static AgentState state() {
    return new AgentState(
        Optional.of(HOSTILE),
        true,
        true,
        1,
        new LineState(0, List.of(new OutputState(HOSTILE, Optional.of(NOW), HOSTILE, 1, 1, 1))),
        new SendQueue.Waiting(1, 2, 3, 4),
        new DurableCounters(Map.of(DurableCounters.Name.FRAMES, 1_000L), Map.of()),
        new OutboxHealth(Optional.of(NOW), HOSTILE, 1, 1, 1, false, true),
        1,
        true,
        Optional.of(HOSTILE),
        List.of(HOSTILE),
        List.of(HOSTILE),
        Optional.of(HOSTILE),
        new SourceState(Optional.of(HOSTILE), List.of(HOSTILE), Map.of(HOSTILE, 1), 1, 1));
  }
}
