package dev.andon.edge.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.triage.CameraFault;
import dev.andon.edge.triage.ViewKey;
import dev.andon.fixtures.Drawn;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class RecentFramesTest {
  private static final ViewKey TOP = new ViewKey("flange/a", "top & side");
  private static final Instant START = Instant.parse("2026-11-28T08:00:00Z");

  @TempDir private Path folder;

  private RecentFrames open(int keep, Duration every, long maxBytes, long leastFree) {
    return RecentFrames.open(
        new RecentFrames.Settings(folder.resolve("kept"), keep, every, maxBytes, leastFree), "st");
  }

  private RecentFrames open(int keep) {
    return open(keep, Duration.ofSeconds(1), 1 << 30, 0);
  }

  /** Offers one frame at a second of the run and waits until it is on disk. */
  private static void keep(RecentFrames recent, ViewKey view, int second, Picture picture) {
    long newest = newest(recent);
    try (picture) {
      recent.offer(picture, view, START.plusSeconds(second), second * 1_000_000_000L);
    }
    await().until(() -> newest(recent) > newest || recent.notKept() > 0);
  }

  private static long newest(RecentFrames recent) {
    return recent.views().stream()
        .flatMap(view -> recent.of(view).stream())
        .mapToLong(KeptFrame::number)
        .max()
        .orElse(0);
  }

  @Test
  void a_frame_is_kept_whole_and_small_in_files_of_its_user_alone() throws IOException {
    try (RecentFrames recent = open(5)) {
      keep(recent, TOP, 0, Drawn.part(640, 480));
      KeptFrame kept = recent.of(TOP).getFirst();
      assertThat(kept.at()).isEqualTo(START);
      assertThat(kept.fault()).isEmpty();
      assertThat(kept.width()).isEqualTo(640);
      assertThat(kept.bytes()).isEqualTo(Files.size(kept.file()) + Files.size(kept.small()));
      try (Stream<Path> all = Files.walk(folder.resolve("kept"))) {
        assertThat(all)
            .allSatisfy(
                file ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
      }
    }
  }

  @Test
  void no_more_frames_are_kept_than_allowed_and_their_files_go_with_them() throws IOException {
    try (RecentFrames recent = open(4)) {
      for (int second = 0; second < 60; second++) {
        try (Picture picture = Drawn.part(64, 48)) {
          long newest = newest(recent);
          long due = second * 1_000_000_000L;
          recent.offer(picture, TOP, START.plusSeconds(second), due);
          if (second < 5) {
            await().until(() -> newest(recent) > newest);
          }
        }
      }
      await().until(() -> recent.of(TOP).size() == 4);
      Path of = recent.of(TOP).getFirst().file().resolveSibling(".");
      await().untilAsserted(() -> assertThat(jpegs(of)).hasSize(4));
    }
  }

  private static List<Path> jpegs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jpg")).toList();
    }
  }

  @Test
  void frames_of_the_same_second_are_not_kept_twice() {
    try (RecentFrames recent = open(10)) {
      keep(recent, TOP, 0, Drawn.part(64, 48));
      try (Picture again = Drawn.part(64, 48)) {
        for (int i = 1; i < 20; i++) {
          recent.offer(again, TOP, START.plusMillis(i * 50L), i * 50_000_000L);
        }
      }
      keep(recent, TOP, 1, Drawn.part(64, 48));
      assertThat(recent.of(TOP)).extracting(KeptFrame::number).containsExactly(1L, 2L);
      assertThat(recent.notKept()).isZero();
    }
  }

  @Test
  void the_bytes_of_all_views_together_are_bounded() {
    try (RecentFrames recent = open(50, Duration.ZERO, 30_000, 0)) {
      for (int i = 0; i < 24; i++) {
        keep(recent, new ViewKey("v" + i % 3, "top"), i, Drawn.part(320, 240));
      }
      long bytes =
          recent.views().stream()
              .flatMap(view -> recent.of(view).stream())
              .mapToLong(KeptFrame::bytes)
              .sum();
      assertThat(bytes).isBetween(10_000L, 30_000L);
      assertThat(recent.views()).hasSize(3);
    }
  }

  @Test
  void a_line_that_makes_up_variants_does_not_fill_the_disk() {
    try (RecentFrames recent = open(5)) {
      for (int i = 0; i < 40; i++) {
        keep(recent, new ViewKey("order-" + i, "top"), i, Drawn.part(32, 32));
      }
      assertThat(recent.views()).hasSize(32).contains(new ViewKey("order-39", "top"));
      assertThat(recent.views()).doesNotContain(new ViewKey("order-0", "top"));
    }
  }

  @Test
  void a_disk_without_room_keeps_nothing_and_gives_up_what_was_kept() {
    try (RecentFrames recent = open(5)) {
      keep(recent, TOP, 0, Drawn.part(64, 48));
    }
    try (RecentFrames full = open(5, Duration.ZERO, 1 << 30, Long.MAX_VALUE / 2)) {
      assertThat(full.of(TOP)).hasSize(1);
      keep(full, TOP, 1, Drawn.part(64, 48));
      await().until(() -> full.notKept() == 1);
      assertThat(full.views()).isEmpty();
    }
  }

  @Test
  void a_folder_that_cannot_be_written_harms_nothing() throws IOException {
    Files.writeString(folder.resolve("kept"), "a file where a folder should be");
    try (RecentFrames recent = open(5)) {
      keep(recent, TOP, 0, Drawn.part(64, 48));
      await().until(() -> recent.notKept() == 1);
      assertThat(recent.views()).isEmpty();
    }
  }

  @Test
  void a_restart_finds_them_again_and_goes_on_counting() throws IOException {
    try (RecentFrames recent = open(5)) {
      keep(recent, TOP, 0, Drawn.part(64, 48));
      keep(recent, TOP, 1, Drawn.grey(64, 48));
    }
    Path of = RecentFrames.listed(folder.resolve("kept")).getFirst().file().resolveSibling(".");
    Path torn = Files.writeString(of.resolve("000000000009-1-64x48-good.jpg.new"), "half");
    Files.writeString(of.resolve("note.jpg"), "somebody else's");
    try (RecentFrames recent = open(5)) {
      assertThat(torn).doesNotExist();
      assertThat(recent.of(TOP)).hasSize(2);
      assertThat(recent.of(TOP).getLast().fault()).contains(CameraFault.Kind.FLAT);
      keep(recent, TOP, 2, Drawn.part(64, 48));
      assertThat(recent.of(TOP).getLast().number()).isEqualTo(3);
    }
  }

  @Test
  void a_covered_camera_takes_the_place_of_no_part() {
    try (RecentFrames recent = open(4)) {
      for (int second = 0; second < 3; second++) {
        keep(recent, TOP, second, Drawn.part(64, 48));
      }
      for (int second = 3; second < 9; second++) {
        keep(recent, TOP, second * 100 * second, Drawn.grey(64, 48));
      }
      assertThat(recent.of(TOP)).filteredOn(frame -> frame.fault().isEmpty()).hasSize(3);
      assertThat(recent.of(TOP)).hasSize(4);
    }
  }

  @Test
  void settings_out_of_range_are_named() {
    assertThatThrownBy(() -> open(201)).hasMessageContaining("keep_frames must be 0 to 200");
    assertThatThrownBy(() -> open(5, Duration.ofHours(2), 1, 0)).hasMessageContaining("every");
  }

  @Test
  void kept_frames_are_spread_over_an_hour_and_no_further() {
    List<KeptFrame> kept = new ArrayList<>();
    Instant now = START;
    for (int i = 0; i < 3_000; i++) {
      kept.add(frame(i, now));
      if (kept.size() > 60) {
        kept.remove(FrameSelection.superfluous(kept));
      }
      now =
          now.plus(
              FrameSelection.wait(
                  kept.stream().map(KeptFrame::at).toList(), 60, Duration.ofSeconds(2)));
    }
    Duration span = Duration.between(kept.getFirst().at(), kept.getLast().at());
    assertThat(span).isBetween(Duration.ofMinutes(50), Duration.ofMinutes(70));
    for (int i = 1; i < kept.size(); i++) {
      assertThat(Duration.between(kept.get(i - 1).at(), kept.get(i).at()))
          .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(240));
    }
  }

  @Test
  void after_a_weekend_new_frames_come_as_quickly_as_at_first() {
    List<Instant> friday = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      friday.add(START.plusSeconds(minute * 60L));
    }
    Duration least = Duration.ofSeconds(2);
    assertThat(FrameSelection.wait(friday, 60, least)).isEqualTo(Duration.ofSeconds(59));
    friday.add(START.plus(Duration.ofHours(62)));
    assertThat(FrameSelection.wait(friday, 60, least)).isEqualTo(least);
  }

  @Test
  void a_clock_that_jumps_back_leaves_the_newest_in_place() {
    List<KeptFrame> kept =
        new ArrayList<>(
            List.of(
                frame(1, START.plusSeconds(9_000)),
                frame(2, START.plusSeconds(9_010)),
                frame(3, START)));
    assertThat(FrameSelection.superfluous(kept)).isZero();
    assertThat(
            FrameSelection.wait(
                kept.stream().map(KeptFrame::at).toList(), 3, Duration.ofSeconds(2)))
        .isEqualTo(Duration.ofSeconds(2));
  }

  private static KeptFrame frame(long number, Instant at) {
    return new KeptFrame(TOP, Path.of("f"), number, at, 64, 48, Optional.empty(), 1);
  }
}
