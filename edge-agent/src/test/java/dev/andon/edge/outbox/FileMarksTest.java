package dev.andon.edge.outbox;

import static dev.andon.edge.outbox.OutboxFixture.STATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FileIds;
import dev.andon.edge.capture.FileStamp;
import dev.andon.edge.capture.FolderMemory;
import dev.andon.wire.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are done is stored with what became of them, and survives what the outbox does. */
class FileMarksTest {
  private static final FileStamp STAMP = new FileStamp(1_000, 1_700_000_000_000L);

  private final OutboxFixture fixture = new OutboxFixture();

  @TempDir(factory = InMemory.class)
  private Path memory;

  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(memory.resolve("data"));
  }

  private Outbox open() {
    return Outbox.open(OutboxFixture.small(folder), STATION, fixture.clock);
  }

  private FrameRef seen(String file) {
    return new FrameRef(
        "frames", Cursor.of(file, STAMP), fixture.clock.instant(), file, "flange", "top");
  }

  private void judge(Outbox outbox, String file) {
    outbox
        .frames()
        .confident(
            seen(file),
            new Verdict.Pass(),
            Optional.of(new Intent(fixture.ids.next(), "accept", "local")));
  }

  private static Map<Long, Boolean> marks(Outbox outbox) {
    Map<Long, Boolean> marks = new HashMap<>();
    outbox.frames().files("frames").each(marks::put);
    return marks;
  }

  private static long id(String file) {
    return FileIds.of("frames", file, STAMP);
  }

  @Test
  void every_way_to_finish_a_picture_marks_its_file() {
    try (Outbox outbox = open()) {
      judge(outbox, "confident.jpg");
      outbox.frames().suppressed(seen("suppressed.jpg"), "asked");
      outbox.frames().withheld(seen("withheld.jpg"), "too many", Optional.empty());
      outbox.frames().skipped("frames", seen("skipped.jpg").cursor(), OutboxFixture.NOON, "torn");
      var doubtful = fixture.escalation(100, 0);
      outbox
          .frames()
          .escalate(
              seen("asked.jpg"), doubtful, Priority.BAND, Optional.of(fixture.open(doubtful)));
      var large = fixture.escalation(2 << 20, 0);
      assertThat(
              outbox
                  .frames()
                  .escalate(
                      seen("large.jpg"), large, Priority.BAND, Optional.of(fixture.open(large))))
          .isInstanceOf(StoreOutcome.WithoutPicture.class);
      outbox.frames().skipped("video", new Cursor("v.mp4", 3), OutboxFixture.NOON, "torn");
    }
    try (Outbox outbox = open()) {
      assertThat(marks(outbox).keySet())
          .containsExactlyInAnyOrder(
              id("confident.jpg"),
              id("suppressed.jpg"),
              id("withheld.jpg"),
              id("skipped.jpg"),
              id("asked.jpg"),
              id("large.jpg"));
      assertThat(outbox.frames().files("frames").latest(2))
          .containsExactly("large.jpg", "asked.jpg");
      assertThat(outbox.frames().files("frames").doneUpTo()).isEmpty();
    }
  }

  @Test
  void a_picture_that_was_told_without_a_row_is_known_by_its_content() {
    try (Outbox outbox = open()) {
      Intent intent = new Intent(fixture.ids.next(), "hold", "no_room");
      assertThat(outbox.frames().tellUnstored(seen("image.jpg"), intent)).isTrue();
      FrameRef next =
          new FrameRef(
              "frames",
              Cursor.of("image.jpg", new FileStamp(1_000, 5)),
              fixture.clock.instant(),
              "image.jpg",
              "flange",
              "top");
      assertThat(outbox.frames().toldUnstored(seen("image.jpg"))).isTrue();
      assertThat(outbox.frames().toldUnstored(next)).isFalse();
    }
    try (Outbox outbox = open()) {
      assertThat(outbox.frames().toldUnstored(seen("image.jpg"))).isTrue();
    }
  }

  @Test
  void a_file_that_has_gone_is_forgotten_only_when_many_others_were_done_after_it()
      throws Exception {
    try (Outbox outbox = open()) {
      FolderMemory files = outbox.frames().files("frames");
      judge(outbox, "gone.jpg");
      judge(outbox, "away.jpg");
      judge(outbox, "there.jpg");
      assertThat(files.moved(new long[] {id("gone.jpg"), id("away.jpg")}, new long[0])).isTrue();
      assertThat(files.moved(new long[0], new long[] {id("away.jpg")})).isTrue();
      assertThat(marks(outbox))
          .containsEntry(id("gone.jpg"), true)
          .containsEntry(id("away.jpg"), false);
      assertThat(files.forget()).isEmpty();
    }
    moveOn(FileMarks.KEPT_FOR + 1);
    try (Outbox outbox = open()) {
      judge(outbox, "last.jpg");
      assertThat(outbox.frames().files("frames").forget()).containsExactly(id("gone.jpg"));
      assertThat(marks(outbox).keySet())
          .containsExactlyInAnyOrder(id("away.jpg"), id("there.jpg"), id("last.jpg"));
    }
  }

  /** As if so many more frames had been finished. */
  private void moveOn(int frames) throws Exception {
    sql("UPDATE place SET step = step + " + frames);
  }

  private void sql(String statement) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("outbox.db"));
        Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  @Test
  void where_the_end_of_the_log_was_lost_the_side_journal_knows_which_files_are_done()
      throws Exception {
    try (Outbox outbox = open()) {
      judge(outbox, "first.jpg");
    }
    byte[] before = Files.readAllBytes(folder.resolve("outbox.db"));
    try (Outbox outbox = open()) {
      judge(outbox, "second.jpg");
      outbox.frames().skipped("frames", seen("third.jpg").cursor(), OutboxFixture.NOON, "torn");
    }
    Files.write(folder.resolve("outbox.db"), before);
    Files.deleteIfExists(folder.resolve("outbox.db-wal"));
    Files.deleteIfExists(folder.resolve("outbox.db-shm"));
    try (Outbox outbox = open()) {
      assertThat(marks(outbox).keySet())
          .containsExactlyInAnyOrder(id("first.jpg"), id("second.jpg"), id("third.jpg"));
    }
  }

  @Test
  void a_damaged_file_gives_its_marks_to_the_new_one() throws Exception {
    List<Long> judged = new ArrayList<>();
    try (Outbox outbox = open()) {
      for (int i = 0; i < 300; i++) {
        judge(outbox, "p-" + i + ".jpg");
        judged.add(id("p-" + i + ".jpg"));
      }
    }
    damage(folder.resolve("outbox.db"), 0, 100);
    try (Outbox outbox = open()) {
      assertThat(marks(outbox).keySet()).containsExactlyInAnyOrderElementsOf(judged);
    }
  }

  @Test
  void where_no_mark_could_be_read_the_last_place_tells_what_is_done() throws Exception {
    try (Outbox outbox = open()) {
      judge(outbox, "a.jpg");
      judge(outbox, "m.jpg");
    }
    Path file = folder.resolve("outbox.db");
    damage(file, 0, (int) Files.size(file));
    try (Outbox outbox = open()) {
      assertThat(outbox.frames().files("frames").doneUpTo()).contains("m.jpg");
      assertThat(marks(outbox).keySet()).containsExactlyInAnyOrder(id("a.jpg"), id("m.jpg"));
    }
  }

  private static void damage(Path file, int from, int bytes) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(from);
      raw.write(new byte[bytes]);
    }
  }

  @Test
  void an_outbox_of_version_3_says_up_to_where_its_folder_was_read() throws Exception {
    try (Outbox outbox = open()) {
      outbox.frames().skipped("frames", new Cursor("m.jpg", 0), OutboxFixture.NOON, "torn");
    }
    for (String statement : OutboxFixture.beforePriorities()) {
      sql(statement);
    }
    sql("DROP TABLE done_file");
    sql("ALTER TABLE place DROP COLUMN ordered");
    sql("PRAGMA user_version = 3");
    try (Outbox outbox = open()) {
      FolderMemory files = outbox.frames().files("frames");
      assertThat(files.doneUpTo()).contains("m.jpg");
      files.countAsDone(List.of(Cursor.of("a.jpg", STAMP), Cursor.of("m.jpg", STAMP)));
      files.forgetOrder();
    }
    try (Outbox outbox = open()) {
      assertThat(outbox.frames().files("frames").doneUpTo()).isEmpty();
      assertThat(marks(outbox).keySet()).containsExactlyInAnyOrder(id("a.jpg"), id("m.jpg"));
    }
  }

  @Test
  void a_side_journal_without_stamps_is_read_as_it_was() {
    try (SideJournal side = new SideJournal(folder.resolve("outbox.db"))) {
      Undecided open =
          new Undecided(
              UUID.randomUUID(), "p", "a", "top", OutboxFixture.NOON, OutboxFixture.NOON, "hold");
      side.note(note(new Cursor("v.mp4", 1)), null);
      side.note(note(new Cursor("v.mp4", 2)), open);
      side.note(note(Cursor.of("a.jpg", STAMP)), null);
      side.note(note(Cursor.of("b.jpg", STAMP)), open);
    }
    try (SideJournal side = new SideJournal(folder.resolve("outbox.db"))) {
      assertThat(side.entries())
          .extracting(SideJournal.Entry::cursor)
          .containsExactly(
              new Cursor("v.mp4", 1),
              new Cursor("v.mp4", 2),
              Cursor.of("a.jpg", STAMP),
              Cursor.of("b.jpg", STAMP));
      assertThat(side.entries())
          .extracting(entry -> entry.open() != null)
          .containsExactly(false, true, false, true);
    }
  }

  private SideJournal.Note note(Cursor cursor) {
    FrameRef seen = new FrameRef("frames", cursor, fixture.clock.instant(), "p", "flange", "top");
    return new SideJournal.Note(
        SideJournal.Kind.PLACE, 1, seen, Steps.NOBODY, Optional.empty(), 0, Gap.NONE);
  }
}
