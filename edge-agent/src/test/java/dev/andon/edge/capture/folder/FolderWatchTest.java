package dev.andon.edge.capture.folder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FileIds;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Labelling;
import dev.andon.edge.capture.PacedSource;
import dev.andon.fixtures.Drawn;
import dev.andon.vision.DecodeLimits;
import dev.andon.vision.Picture;
import dev.andon.vision.PixelRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A watched folder under a clock that only the watch moves, by waiting. */
@Timeout(180)
final class FolderWatchTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final FolderSettings BATCH =
      new FolderSettings(false, Duration.ofSeconds(1), Duration.ofSeconds(10), PixelRules.DEFAULT);

  @TempDir private Path place;
  private Path folder;
  private final Remembered memory = new Remembered();
  private final Map<Long, Runnable> events = new HashMap<>();
  private byte[] picture = new byte[0];
  private long nanos;
  private long looks;
  private PartIdRule rule = PartIdRule.PATH;

  /** What the outbox does, without a file. */
  private static final class Remembered implements FolderMemory {
    private final Map<Long, Cursor> done = new HashMap<>();
    private final Set<Long> gone = new HashSet<>();
    private final List<String> names = new ArrayList<>();
    private Optional<String> upTo = Optional.empty();

    void store(Cursor cursor) {
      if (cursor.stamp().isPresent()) {
        done.put(FileIds.of(source(), cursor.file(), cursor.stamp().get()), cursor);
        names.addFirst(cursor.file());
      }
    }

    @Override
    public String source() {
      return "line";
    }

    @Override
    public void each(Marks taker) {
      done.keySet().forEach(id -> taker.take(id, gone.contains(id)));
    }

    @Override
    public List<String> latest(int atMost) {
      return names.subList(0, Math.min(names.size(), atMost));
    }

    @Override
    public Optional<String> doneUpTo() {
      return upTo;
    }

    @Override
    public void countAsDone(List<Cursor> files) {
      files.forEach(this::store);
    }

    @Override
    public void forgetOrder() {
      upTo = Optional.empty();
    }

    @Override
    public boolean moved(long[] nowGone, long[] back) {
      Arrays.stream(nowGone).forEach(gone::add);
      Arrays.stream(back).forEach(gone::remove);
      return true;
    }

    @Override
    public long[] forget() {
      return new long[0];
    }
  }

  @BeforeEach
  void draw() throws IOException {
    folder = Files.createDirectory(place.resolve("frames"));
    try (Picture drawn = Drawn.grey(32, 24)) {
      picture = drawn.jpeg();
    }
  }

  private FolderWatch watch(FolderSettings settings) {
    CaptureSettings around =
        new CaptureSettings(
            Labelling.same("unused", "unused"),
            DecodeLimits.DEFAULT,
            () -> NOON.plusNanos(nanos),
            () -> nanos);
    FileNaming naming = new FileNaming(rule, Optional.empty(), "flange", "top");
    return new FolderWatch(
        new WatchedFolder(folder, settings, naming), memory, around, this::passTime);
  }

  /** Each pause of half a second may bring something; after a thousand the test has hung. */
  private void passTime(long pause) {
    nanos += pause;
    looks++;
    Optional.ofNullable(events.remove(looks)).ifPresent(Runnable::run);
    assertThat(looks).as("half seconds without an end").isLessThan(1_000);
  }

  /** After so many half seconds. */
  private void after(long halfSeconds, Consumer<Path> what) {
    events.put(halfSeconds, () -> what.accept(folder));
  }

  private Path put(String name, byte[] bytes, long age) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
      return Files.setLastModifiedTime(
          file, FileTime.from(NOON.plusNanos(nanos).minusSeconds(age)));
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private Path put(String name) {
    return put(name, picture, 60);
  }

  private byte[] half() {
    return Arrays.copyOf(picture, picture.length / 2);
  }

  /** The next outcome in words; stored as the agent does. */
  private String said(FrameSource watch) throws InterruptedException {
    return switch (watch.next()) {
      case Capture.Captured(Frame frame) -> {
        frame.close();
        memory.store(frame.cursor());
        yield frame.partId();
      }
      case Capture.Skipped(String reason, Cursor cursor) -> {
        memory.store(cursor);
        yield "skipped " + reason;
      }
      case Capture.Waiting waiting -> said(watch);
      case Capture.Ended ended -> "ended";
    };
  }

  private List<String> all(FrameSource watch) throws InterruptedException {
    List<String> said = new ArrayList<>();
    while (said.isEmpty() || !said.getLast().equals("ended")) {
      said.add(said(watch));
    }
    return said.subList(0, said.size() - 1);
  }

  private List<String> batch() throws InterruptedException {
    return all(watch(BATCH));
  }

  private void delete(Path tree) {
    try (Stream<Path> files = Files.walk(tree)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  @Test
  void one_looks_pictures_come_by_name_and_sub_folders_are_part_of_it() throws Exception {
    put("b.png");
    put("2026-11-28/08/x.jpg");
    put("2026-11-28/07/x.jpg");
    put("a.JPG");
    assertThat(batch())
        .containsExactly("2026-11-28/07/x.jpg", "2026-11-28/08/x.jpg", "a.JPG", "b.png");
  }

  @Test
  void a_picture_that_was_written_before_is_taken_at_once_and_a_fresh_one_when_seen_twice()
      throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("fresh.jpg", picture, 0);
    put("old.jpg");
    assertThat(said(watch)).isEqualTo("old.jpg");
    assertThat(nanos).isZero();
    assertThat(said(watch)).isEqualTo("fresh.jpg");
    assertThat(Duration.ofNanos(nanos)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void a_picture_that_grows_is_left_alone_until_it_stands_still() throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("slow.jpg", Arrays.copyOf(picture, 10), 0);
    for (int step = 1; step < 9; step++) {
      int size = picture.length * step / 8;
      after(step, f -> put("slow.jpg", Arrays.copyOf(picture, size), 0));
    }
    assertThat(said(watch)).isEqualTo("slow.jpg");
    assertThat(looks).isGreaterThan(8);
  }

  @Test
  void a_clock_of_the_file_server_that_is_behind_or_ahead_by_hours_loses_nothing()
      throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("behind.jpg", half(), 3_600);
    after(4, f -> put("behind.jpg", picture, 3_590));
    put("ahead.jpg", picture, -3_600);
    assertThat(List.of(said(watch), said(watch))).containsExactly("ahead.jpg", "behind.jpg");
  }

  @Test
  void an_empty_file_that_is_filled_later_is_judged_then() throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("a.jpg", new byte[0], 60);
    put("b.jpg");
    after(6, f -> put("a.jpg", picture, 0));
    assertThat(List.of(said(watch), said(watch))).containsExactly("b.jpg", "a.jpg");
  }

  /** As Robocopy does. */
  @Test
  void a_copy_that_takes_its_whole_size_first_and_dates_itself_1980_is_judged_when_it_is_whole()
      throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    long since1980 = 46L * 365 * 86_400;
    put("r.jpg", new byte[picture.length], since1980);
    after(4, f -> put("r.jpg", Arrays.copyOf(half(), picture.length), since1980 + 2));
    after(12, f -> put("r.jpg", picture, 3_600));
    assertThat(said(watch)).startsWith("r.jpg");
    assertThat(looks).isGreaterThanOrEqualTo(12);
  }

  @Test
  void a_torn_picture_is_given_up_after_it_stood_still_and_judged_when_it_changes_after_all()
      throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("torn.jpg", half(), 60);
    put("z.jpg");
    assertThat(said(watch)).isEqualTo("z.jpg");
    assertThat(said(watch)).startsWith("skipped torn.jpg: ");
    assertThat(Duration.ofNanos(nanos)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
    after(looks + 10, f -> put("torn.jpg", picture, 0));
    assertThat(said(watch)).startsWith("torn.jpg");
  }

  @Test
  void names_that_clients_write_under_are_ignored_until_they_are_renamed() throws Exception {
    for (String name : List.of(".a.jpg", "b.jpg.part", "c.jpg.tmp", "d.jpg.filepart", "e.jpg~")) {
      put(name);
    }
    put("@eaDir/thumb.jpg");
    put(".snapshot/old.jpg");
    assertThat(batch()).isEmpty();
    Files.move(folder.resolve(".a.jpg"), folder.resolve("a.jpg"));
    assertThat(batch()).containsExactly("a.jpg");
  }

  @Test
  void the_same_name_with_another_content_is_another_picture_with_an_id_of_its_own()
      throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("image.jpg");
    String first = said(watch);
    after(looks + 3, f -> put("image.jpg", picture, 0));
    String second = said(watch);
    after(looks + 3, f -> put("image.jpg", picture, 0));
    String third = said(watch);
    assertThat(first).isEqualTo("image.jpg");
    assertThat(List.of(second, third)).allMatch(id -> id.startsWith("image.jpg@20261128T1200"));
    assertThat(Set.of(first, second, third)).hasSize(3);
  }

  @Test
  void after_a_restart_nothing_comes_twice_and_what_sorts_before_comes() throws Exception {
    put("m.jpg");
    put("torn.jpg", half(), 60);
    assertThat(batch()).hasSize(2);
    put("a.jpg");
    assertThat(batch()).containsExactly("a.jpg");
    assertThat(batch()).isEmpty();
  }

  @Test
  void what_an_earlier_agent_read_in_order_counts_as_done_once() throws Exception {
    put("a.jpg");
    put("b.jpg");
    put("c.jpg");
    memory.upTo = Optional.of("b.jpg");
    assertThat(batch()).containsExactly("c.jpg");
    put("a2.jpg");
    assertThat(batch()).containsExactly("a2.jpg");
  }

  @Test
  void a_picture_that_goes_before_it_is_read_is_told_and_not_waited_for() throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("a.jpg");
    Path second = put("b.jpg");
    put("c.jpg");
    assertThat(said(watch)).isEqualTo("a.jpg");
    Files.delete(second);
    assertThat(said(watch)).isEqualTo("skipped b.jpg: went before it could be judged");
    assertThat(said(watch)).isEqualTo("c.jpg");
  }

  @Test
  void a_picture_that_changes_between_look_and_read_is_read_as_it_is_then() throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("a.jpg");
    put("b.jpg", half(), 60);
    assertThat(said(watch)).isEqualTo("a.jpg");
    put("b.jpg", picture, 0);
    assertThat(said(watch)).isEqualTo("b.jpg");
    assertThat(memory.done.values())
        .extracting(cursor -> cursor.stamp().orElseThrow().size())
        .containsOnly((long) picture.length);
  }

  @Test
  void a_folder_that_goes_and_comes_back_is_waited_for_and_nothing_is_judged_twice()
      throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("a.jpg");
    put("b.jpg");
    assertThat(List.of(said(watch), said(watch))).containsExactly("a.jpg", "b.jpg");
    Path aside = place.resolve("unmounted");
    after(looks + 1, f -> f.toFile().renameTo(aside.toFile()));
    after(looks + 90, f -> assertThat(watch.state().notReady().orElseThrow()).contains("mount"));
    after(looks + 91, f -> aside.toFile().renameTo(f.toFile()));
    after(looks + 92, f -> put("c.jpg"));
    assertThat(said(watch)).isEqualTo("c.jpg");
    assertThat(watch.state().notReady()).isEmpty();
    assertThat(memory.gone).isEmpty();
  }

  @Test
  void a_share_that_goes_while_pictures_wait_loses_none_of_them() throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    for (String name : List.of("a.jpg", "b.jpg", "sub/c.jpg")) {
      put(name);
    }
    assertThat(said(watch)).isEqualTo("a.jpg");
    Path share = place.resolve("share");
    Files.move(folder, share);
    after(looks + 10, f -> f.toFile().mkdir());
    after(looks + 40, f -> assertThat(f.toFile().delete()).isTrue());
    after(looks + 41, f -> assertThat(share.toFile().renameTo(f.toFile())).isTrue());
    assertThat(List.of(said(watch), said(watch))).containsExactly("b.jpg", "sub/c.jpg");
  }

  @Test
  void an_empty_mount_point_that_shows_while_pictures_wait_loses_none_of_them() throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("a.jpg");
    put("b.jpg");
    assertThat(said(watch)).isEqualTo("a.jpg");
    Path share = place.resolve("share");
    Files.move(folder, share);
    Files.createDirectory(folder);
    after(looks + 40, f -> assertThat(f.toFile().delete()).isTrue());
    after(looks + 41, f -> assertThat(share.toFile().renameTo(f.toFile())).isTrue());
    assertThat(said(watch)).isEqualTo("b.jpg");
  }

  @Test
  void a_picture_that_went_unjudged_and_comes_back_is_judged() throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("a.jpg");
    Path second = put("b.jpg");
    assertThat(said(watch)).isEqualTo("a.jpg");
    Path aside = place.resolve("aside.jpg");
    Files.move(second, aside);
    assertThat(said(watch)).startsWith("skipped b.jpg: ");
    Files.move(aside, second);
    assertThat(said(watch)).isEqualTo("b.jpg");
  }

  @Test
  void an_empty_mount_point_in_place_of_the_share_does_not_make_it_judge_twice() throws Exception {
    put("a.jpg");
    put("sub/b.jpg");
    assertThat(batch()).hasSize(2);
    Path share = place.resolve("share");
    Files.move(folder, share);
    Files.createDirectory(folder);
    assertThat(batch()).isEmpty();
    assertThat(memory.gone).hasSize(2);
    Files.delete(folder);
    Files.move(share, folder);
    assertThat(batch()).isEmpty();
    assertThat(memory.gone).isEmpty();
  }

  @Test
  void a_folder_that_is_made_anew_with_new_pictures_is_read() throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("a.jpg");
    assertThat(said(watch)).isEqualTo("a.jpg");
    after(looks + 1, this::delete);
    after(looks + 9, f -> put("a.jpg", picture, 5));
    assertThat(said(watch)).startsWith("a.jpg@");
  }

  @Test
  void what_is_called_like_a_picture_and_is_none_does_not_block() throws Exception {
    Files.createDirectory(folder.resolve("folder.jpg"));
    put("folder.jpg/inside.jpg");
    Process fifo = new ProcessBuilder("mkfifo", folder.resolve("pipe.jpg").toString()).start();
    assertThat(fifo.waitFor()).isZero();
    Files.createSymbolicLink(folder.resolve("dangling.jpg"), place.resolve("nowhere.jpg"));
    Files.createSymbolicLink(folder.resolve("device.jpg"), Path.of("/dev/zero"));
    put("z.jpg");
    assertThat(batch()).containsExactly("folder.jpg/inside.jpg", "z.jpg");
  }

  @Test
  void a_link_to_a_file_is_read_and_one_to_a_folder_is_told_and_not_followed() throws Exception {
    Path elsewhere = Files.createDirectory(place.resolve("elsewhere"));
    Files.write(elsewhere.resolve("x.jpg"), picture);
    Files.createSymbolicLink(folder.resolve("file.jpg"), elsewhere.resolve("x.jpg"));
    Files.createSymbolicLink(folder.resolve("round"), folder);
    FolderWatch watch = watch(BATCH);
    assertThat(all(watch)).containsExactly("file.jpg");
    assertThat(watch.state().notes())
        .containsExactly("1 links to sub-folders are not followed: put the folder itself there");
  }

  @Test
  void what_no_look_reaches_is_told_and_not_taken_for_gone() throws Exception {
    String deep = "d/".repeat(30) + "e/";
    put(deep + "a.jpg");
    assertThat(batch()).containsExactly(deep + "a.jpg");
    Files.createDirectories(folder.resolve(deep + "f/g"));
    Files.move(folder.resolve(deep + "a.jpg"), folder.resolve(deep + "f/g/a.jpg"));
    FolderWatch watch = watch(BATCH);
    assertThat(all(watch)).isEmpty();
    assertThat(watch.state().notes())
        .containsExactly("sub-folder " + deep + "f is deeper than 32 folders");
    assertThat(memory.gone).isEmpty();
  }

  /** Reading a process's memory from its start is an input/output error, to root as well. */
  @Test
  void a_picture_that_the_file_system_does_not_give_is_tried_again_and_blocks_nothing()
      throws Exception {
    Path broken = Files.createSymbolicLink(folder.resolve("a.jpg"), Path.of("/proc/self/mem"));
    put("b.jpg");
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    assertThat(said(watch)).isEqualTo("b.jpg");
    after(100, f -> put("c.jpg"));
    assertThat(said(watch)).isEqualTo("c.jpg");
    assertThat(watch.state().notes())
        .anyMatch(note -> note.startsWith("1 pictures cannot be read"));
    after(looks + 5, f -> broken.toFile().delete());
    after(looks + 6, f -> put("a.jpg"));
    assertThat(said(watch)).isEqualTo("a.jpg");
  }

  @Test
  void a_batch_gives_up_a_picture_that_the_file_system_does_not_give() throws Exception {
    Files.createSymbolicLink(folder.resolve("a.jpg"), Path.of("/proc/self/mem"));
    assertThat(batch())
        .hasSize(1)
        .allMatch(said -> said.startsWith("skipped a.jpg: cannot be read"));
  }

  @Test
  void a_share_that_does_not_answer_is_not_ready() {
    FolderReport report =
        new FolderReport(
            new WatchedFolder(
                folder,
                FolderSettings.DEFAULT,
                new FileNaming(rule, Optional.empty(), "flange", "top")),
            "line",
            () -> nanos);
    report.begin();
    nanos += Duration.ofSeconds(61).toNanos();
    assertThat(report.state().notReady())
        .contains(
            "folder " + folder + " has not answered for 61 s: look after the share or the disk");
  }

  @Test
  void a_batch_ends_where_nothing_is_left_and_says_when_there_was_nothing() throws Exception {
    FolderWatch watch = watch(BATCH);
    assertThat(watch.state().notReady().orElseThrow()).endsWith("has not been looked through yet");
    assertThat(watch.next()).isEqualTo(new Capture.Ended("no picture in folder " + folder, false));
    put("a.jpg");
    FolderWatch next = watch(BATCH);
    assertThat(all(next)).containsExactly("a.jpg");
    assertThat(next.next())
        .isEqualTo(
            new Capture.Ended("every picture of folder " + folder + " is done, 1 of them", false));
  }

  @Test
  @Tag("slow")
  void more_pictures_than_are_held_at_once_come_all_and_by_name() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      Path file = folder.resolve("%05d.jpg".formatted(i));
      Files.write(file, new byte[] {1});
      Files.setLastModifiedTime(file, FileTime.from(NOON.minusSeconds(60)));
    }
    List<String> said =
        all(
            watch(
                new FolderSettings(
                    false, Duration.ofSeconds(1), Duration.ZERO, PixelRules.DEFAULT)));
    assertThat(said).hasSize(20_000).isSorted();
    assertThat(batch()).isEmpty();
  }

  @Test
  void a_look_that_takes_long_is_followed_by_a_long_pause_but_what_waits_is_glanced_at()
      throws Exception {
    FolderWatch watch = watch(FolderSettings.DEFAULT);
    put("a.jpg");
    assertThat(said(watch)).isEqualTo("a.jpg");
    // The watch's clock stands still while it looks; the pause is the shortest one.
    after(looks + 2, f -> put("b.jpg", picture, 0));
    assertThat(said(watch)).isEqualTo("b.jpg");
    assertThat(Duration.ofNanos(nanos)).isLessThanOrEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void an_interrupt_while_it_waits_ends_the_waiting() throws Exception {
    FolderWatch watch =
        new FolderWatch(
            new WatchedFolder(
                folder,
                FolderSettings.DEFAULT,
                new FileNaming(rule, Optional.empty(), "flange", "top")),
            memory,
            CaptureSettings.of(Labelling.same("unused", "unused")),
            PacedSource.Pause.SLEEP);
    Thread.currentThread().interrupt();
    try {
      org.assertj.core.api.Assertions.assertThatThrownBy(watch::next)
          .isInstanceOf(InterruptedException.class);
    } finally {
      Thread.interrupted();
    }
    watch.close();
    assertThat(watch.next()).isEqualTo(new Capture.Ended("closed", false));
  }

  @Test
  void a_name_that_is_no_text_is_the_same_name_at_every_look() throws Exception {
    Path good = put("a.jpg");
    Process copy =
        new ProcessBuilder(
                "sh",
                "-c",
                "cp -p \"$1\" \"$2/$(printf 'St\\374ck.jpg')\"",
                "sh",
                good.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(copy.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(copy.waitFor()).isZero();
    assertThat(batch()).containsExactlyInAnyOrder("a.jpg", "St%FCck.jpg");
    assertThat(batch()).isEmpty();
    assertThat(Files.exists(good, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }
}
