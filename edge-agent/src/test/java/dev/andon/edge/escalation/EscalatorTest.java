package dev.andon.edge.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.triage.Triage;
import dev.andon.vision.Decoding;
import dev.andon.vision.Picture;
import dev.andon.wire.Box;
import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import dev.andon.wire.StationId;
import dev.andon.wire.UuidV7;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EscalatorTest {
  private static final long SECOND = 1_000_000_000L;
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

  private static Escalator escalator(EscalationSettings settings) {
    return escalator(settings, new Escalator.Before(41, 0, 0, 0));
  }

  private static Escalator escalator(EscalationSettings settings, Escalator.Before before) {
    return new Escalator(
        new Escalator.Origin(
            new StationId("p", "l", "s"), new UUID(1, 1), new ModelVersion("m", "1", "pre")),
        settings,
        new UuidV7(CLOCK, new Random(3)),
        new Random(4),
        before);
  }

  private static EscalationSettings settings(int perMinute, int maxImageBytes) {
    return new EscalationSettings(
        Duration.ofSeconds(2), 10, 85, maxImageBytes, perMinute, Duration.ofMinutes(1));
  }

  private static Frame frame(String part, String view, long nanos) {
    byte[] noise = new byte[320 * 240 * 3];
    new Random(5).nextBytes(noise);
    return new Frame(
        Picture.of(320, 240, noise),
        Frame.PixelFormat.BGR8,
        CLOCK.instant(),
        nanos,
        0,
        part,
        "a",
        view,
        new Cursor("f", 0));
  }

  private static Triage.Unsure doubt(int... slots) {
    List<Region> regions =
        IntStream.of(slots)
            .mapToObj(
                slot ->
                    new Region(
                        slot,
                        new Box(slot * 40, 100, slot * 40 + 40, 140),
                        List.of(),
                        new float[0]))
            .toList();
    return new Triage.Unsure(regions);
  }

  @Test
  void an_hour_and_a_day_have_caps_of_their_own_that_a_restart_does_not_forget() throws Exception {
    EscalationSettings settings =
        new EscalationSettings(
            Duration.ofSeconds(2),
            10,
            85,
            1 << 20,
            100,
            Duration.ZERO,
            true,
            Optional.of(3),
            Optional.of(4),
            0,
            PaceSettings.DEFAULT);
    Escalator fresh = escalator(settings, new Escalator.Before(41, 0, 0, 0));
    try (Frame now = frame("p1", "top", 0);
        Frame anHourLater = frame("p1", "top", 3_600 * SECOND)) {
      for (int i = 0; i < 3; i++) {
        assertThat(fresh.raise(now, doubt(1))).isInstanceOf(EscalationOutcome.Asked.class);
      }
      assertThat(fresh.raise(now, doubt(1)))
          .isEqualTo(
              new EscalationOutcome.Withheld(
                  "more than 3 escalations an hour, of which the last go to more suspicious"
                      + " frames"));
      assertThat(fresh.raise(anHourLater, doubt(1))).isInstanceOf(EscalationOutcome.Asked.class);
      assertThat(fresh.raise(anHourLater, doubt(1)))
          .isInstanceOfSatisfying(
              EscalationOutcome.Withheld.class,
              withheld ->
                  assertThat(withheld.reason()).startsWith("more than 4 escalations a day"));

      Escalator restarted = escalator(settings, new Escalator.Before(45, 1, 4, 0));
      assertThat(restarted.raise(now, doubt(1)))
          .isInstanceOfSatisfying(
              EscalationOutcome.Withheld.class,
              withheld ->
                  assertThat(withheld.reason()).startsWith("more than 4 escalations a day"));
    }
  }

  @Test
  void the_picture_shows_all_doubtful_regions_with_a_margin_within_the_frame() throws Exception {
    try (Frame frame = frame("p1", "top", 5)) {
      EscalationOutcome raised = escalator(settings(10, 1 << 20)).raise(frame, doubt(0, 2));

      Escalation escalation = ((EscalationOutcome.Asked) raised).escalation();
      Box crop = new Box(0, 90, 130, 150);
      assertThat(escalation.image().crop()).isEqualTo(crop);
      assertThat(escalation.sequence()).isEqualTo(42);
      assertThat(escalation.regions().getLast().box()).isEqualTo(new Box(80, 100, 120, 140));
      Decoding decoded = Picture.decode(escalation.image().bytes(), "crop");
      try (Picture picture = ((Decoding.Decoded) decoded).picture()) {
        assertThat(picture.width()).isEqualTo(crop.width());
        assertThat(picture.height()).isEqualTo(crop.height());
      }
    }
  }

  @Test
  void the_same_doubt_about_a_part_is_asked_once_and_another_place_again() throws Exception {
    Escalator escalator = escalator(settings(10, 1 << 20));
    try (Frame first = frame("p1", "top", 0);
        Frame second = frame("p1", "top", SECOND);
        Frame later = frame("p1", "top", 120 * SECOND);
        Frame side = frame("p1", "side", SECOND);
        Frame other = frame("p2", "top", SECOND)) {
      assertThat(escalator.raise(first, doubt(1, 2))).isInstanceOf(EscalationOutcome.Asked.class);
      assertThat(escalator.raise(second, doubt(2)))
          .isInstanceOf(EscalationOutcome.Suppressed.class);
      assertThat(escalator.raise(second, doubt(2, 3))).isInstanceOf(EscalationOutcome.Asked.class);
      assertThat(escalator.raise(second, doubt(1, 3)))
          .isInstanceOf(EscalationOutcome.Suppressed.class);
      assertThat(escalator.raise(side, doubt(1))).isInstanceOf(EscalationOutcome.Asked.class);
      assertThat(escalator.raise(other, doubt(1))).isInstanceOf(EscalationOutcome.Asked.class);
      assertThat(escalator.raise(later, doubt(1))).isInstanceOf(EscalationOutcome.Asked.class);
    }
  }

  @Test
  void above_the_cap_frames_are_withheld_until_the_minute_has_room_again() throws Exception {
    Escalator escalator = escalator(settings(2, 1 << 20));
    try (Frame a = frame("a", "top", 0);
        Frame b = frame("b", "top", 1);
        Frame c = frame("c", "top", 2);
        Frame d = frame("d", "top", 31 * SECOND)) {
      assertThat(escalator.raise(a, doubt(0))).isInstanceOf(EscalationOutcome.Asked.class);
      assertThat(escalator.raise(b, doubt(0))).isInstanceOf(EscalationOutcome.Asked.class);
      assertThat(escalator.raise(c, doubt(0))).isInstanceOf(EscalationOutcome.Withheld.class);
      assertThat(escalator.raise(d, doubt(0))).isInstanceOf(EscalationOutcome.Asked.class);
    }
  }

  private static Escalator.Beside showing(int bytes) {
    return (frame, doubt, cutOut) -> Optional.of(Image.of("image/jpeg", cutOut, new byte[bytes]));
  }

  private static Comparison comparison(EscalationOutcome raised) {
    return ((EscalationOutcome.Asked) raised).escalation().comparison();
  }

  @Test
  void a_good_part_goes_along_where_there_is_one_for_the_same_place() throws Exception {
    try (Frame frame = frame("p", "top", 0)) {
      assertThat(comparison(escalator(settings(9, 1 << 20)).raise(frame, doubt(0), showing(9_000))))
          .isInstanceOfSatisfying(
              Comparison.Shown.class,
              shown -> assertThat(shown.picture().crop()).isEqualTo(new Box(0, 90, 50, 150)));
      assertThat(comparison(escalator(settings(9, 1 << 20)).raise(frame, doubt(0))))
          .isEqualTo(Comparison.NONE);
    }
  }

  @Test
  void a_station_that_is_told_to_show_none_draws_none() throws Exception {
    EscalationSettings alone =
        new EscalationSettings(
            Duration.ofSeconds(2),
            10,
            85,
            1 << 20,
            9,
            Duration.ofMinutes(1),
            false,
            Optional.empty(),
            Optional.empty(),
            0,
            PaceSettings.DEFAULT);
    Escalator.Beside never =
        (frame, doubt, cutOut) -> {
          throw new AssertionError("drawn all the same");
        };
    try (Frame frame = frame("p", "top", 0)) {
      assertThat(comparison(escalator(alone).raise(frame, doubt(0), never)))
          .isEqualTo(Comparison.NONE);
    }
  }

  @Test
  void only_frames_that_are_sent_have_a_good_part_drawn() throws Exception {
    int[] drawn = new int[1];
    Escalator.Beside counting =
        (frame, doubt, cutOut) -> {
          drawn[0]++;
          return Optional.empty();
        };
    Escalator escalator = escalator(settings(1, 1 << 20));
    try (Frame first = frame("p1", "top", 0);
        Frame other = frame("p2", "top", 1)) {
      escalator.raise(first, doubt(0), counting);
      assertThat(escalator.raise(first, doubt(0), counting))
          .isInstanceOf(EscalationOutcome.Suppressed.class);
      assertThat(escalator.raise(other, doubt(0), counting))
          .isInstanceOf(EscalationOutcome.Withheld.class);
    }
    assertThat(drawn[0]).isEqualTo(1);
  }

  @Test
  void both_pictures_together_stay_within_the_bound_and_the_doubtful_one_comes_first()
      throws Exception {
    try (Frame frame = frame("p", "top", 0)) {
      Escalator tight = escalator(settings(9, 20_000));
      Escalation alone =
          ((EscalationOutcome.Asked) tight.raise(frame, doubt(0), showing(19_999))).escalation();
      assertThat(alone.comparison()).isEqualTo(Comparison.NONE);
      assertThat(alone.image().bytes().length).isPositive();
      int room = 20_000 - alone.image().bytes().length;
      assertThat(comparison(escalator(settings(9, 20_000)).raise(frame, doubt(0), showing(room))))
          .isInstanceOf(Comparison.Shown.class);
      assertThat(
              comparison(
                  escalator(settings(9, 16 << 20))
                      .raise(frame, doubt(0), showing(Comparison.MAX_BYTES + 1))))
          .isEqualTo(Comparison.NONE);
    }
  }

  @Test
  void a_good_part_that_cannot_be_drawn_keeps_nobody_from_asking() throws Exception {
    Escalator.Beside broken =
        (frame, doubt, cutOut) -> {
          throw new IllegalArgumentException("no whole picture within the limits");
        };
    Escalator escalator = escalator(settings(9, 1 << 20));
    try (Frame first = frame("p1", "top", 0);
        Frame second = frame("p2", "top", 1)) {
      assertThat(comparison(escalator.raise(first, doubt(0), broken))).isEqualTo(Comparison.NONE);
      assertThat(comparison(escalator.raise(second, doubt(0), broken))).isEqualTo(Comparison.NONE);
    }
  }

  @Test
  void a_picture_above_the_bound_loses_quality_first_and_is_withheld_at_last() throws Exception {
    try (Frame frame = frame("p", "top", 0)) {
      int full =
          ((EscalationOutcome.Asked) escalator(settings(9, 1 << 20)).raise(frame, doubt(0, 4)))
              .escalation()
              .image()
              .bytes()
              .length;
      EscalationOutcome smaller = escalator(settings(9, full - 1_000)).raise(frame, doubt(0, 4));
      assertThat(((EscalationOutcome.Asked) smaller).escalation().image().bytes().length)
          .isLessThanOrEqualTo(full - 1_000);
      assertThat(escalator(settings(9, 4_096)).raise(frame, doubt(0, 4)))
          .isInstanceOf(EscalationOutcome.Withheld.class);
    }
  }
}
