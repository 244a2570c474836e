package dev.andon.edge.capture.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Labelling;
import dev.andon.fixtures.Drawn;
import dev.andon.vision.DecodeLimits;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderSourceTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir private Path folder;
  private final CaptureSettings settings =
      new CaptureSettings(Labelling.same("v1", "top"), DecodeLimits.DEFAULT, () -> NOON, () -> 77);

  @Test
  void pictures_come_by_name_with_their_part_and_both_clocks() throws Exception {
    save("b.png");
    save("a.jpg");
    save("c/d.png");
    Files.writeString(folder.resolve("notes.txt"), "no picture");
    try (FrameSource source = all(Optional.empty())) {
      List<Frame> frames = new ArrayList<>();
      while (source.next() instanceof Capture.Captured(Frame frame)) {
        frames.add(frame);
        frame.close();
      }
      assertThat(frames)
          .extracting(f -> f.cursor().file())
          .containsExactly("a.jpg", "b.png", "c/d.png");
      assertThat(frames).extracting(Frame::partId).containsExactly("a", "b", "d");
      assertThat(frames).extracting(Frame::sequence).containsExactly(0L, 1L, 2L);
      assertThat(frames.getFirst().capturedAt()).isEqualTo(NOON);
      assertThat(frames.getFirst().monotonicNanos()).isEqualTo(77);
      assertThat(frames.getFirst().view()).isEqualTo("top");
    }
  }

  @Test
  void a_link_to_a_folder_is_listed_and_what_is_no_file_or_hidden_is_not() throws Exception {
    save("a.jpe");
    save("b/c.JFIF");
    save(".hidden/x.jpg");
    save("._a.jpg");
    Files.createDirectory(folder.resolve("d.jpg"));
    Path link = Files.createSymbolicLink(folder.resolve(".link"), folder);
    assertThat(FolderSource.pictures(link)).containsExactly("a.jpe", "b/c.JFIF");
  }

  @Test
  void an_end_stays_an_end() throws Exception {
    try (FrameSource source = all(Optional.empty())) {
      assertThat(source.next()).isInstanceOf(Capture.Ended.class);
      assertThat(source.next())
          .isEqualTo(new Capture.Ended("all 0 files of " + folder + " were read", false));
    }
  }

  @Test
  void reading_goes_on_behind_a_cursor_even_if_its_file_is_gone() throws Exception {
    save("a.png");
    save("c.png");
    try (FrameSource source = all(Optional.of(new Cursor("a.png", 0)))) {
      assertThat(fileOf(source.next())).isEqualTo("c.png");
    }
    try (FrameSource source = all(Optional.of(new Cursor("b.png", 0)))) {
      assertThat(fileOf(source.next())).isEqualTo("c.png");
    }
  }

  @Test
  void bad_files_are_skipped_with_a_reason_and_the_next_good_one_comes() throws Exception {
    byte[] good = save("z.png");
    Files.write(folder.resolve("a-empty.jpg"), new byte[0]);
    Files.write(folder.resolve("b-half.png"), Arrays.copyOf(good, good.length / 2));
    byte[] bomb = good.clone();
    ByteBuffer.wrap(bomb).putInt(16, 30_000).putInt(20, 30_000);
    Files.write(folder.resolve("c-bomb.png"), bomb);
    List<String> files =
        List.of("a-empty.jpg", "b-half.png", "c-bomb.png", "d-missing.png", "z.png");
    try (FrameSource source = FolderSource.open(folder, files, Optional.empty(), settings)) {
      assertThat(reasonOf(source.next())).isEqualTo("a-empty.jpg: the file is empty");
      assertThat(reasonOf(source.next())).contains("b-half.png", "truncated");
      assertThat(reasonOf(source.next())).contains("c-bomb.png", "30000×30000");
      assertThat(reasonOf(source.next())).isEqualTo("d-missing.png: there is no such file");
      assertThat(fileOf(source.next())).isEqualTo("z.png");
    }
  }

  private FrameSource all(Optional<Cursor> after) {
    return FolderSource.open(folder, FolderSource.pictures(folder), after, settings);
  }

  private byte[] save(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (Picture picture = Drawn.grey(32, 24)) {
      byte[] bytes = name.endsWith(".png") ? picture.png() : picture.jpeg();
      Files.write(file, bytes);
      return bytes;
    }
  }

  private static String reasonOf(Capture capture) {
    return switch (capture) {
      case Capture.Skipped(String reason, Cursor cursor) -> {
        assertThat(reason).startsWith(cursor.file());
        yield reason;
      }
      case Capture.Captured(Frame frame) -> throw new AssertionError("captured " + frame);
      case Capture.Waiting waiting -> throw new AssertionError("waits");
      case Capture.Ended ended -> throw new AssertionError(ended.reason());
    };
  }

  private static String fileOf(Capture capture) {
    return switch (capture) {
      case Capture.Captured(Frame frame) -> {
        frame.close();
        yield frame.cursor().file();
      }
      case Capture.Skipped(String reason, Cursor cursor) ->
          throw new AssertionError(reason + cursor);
      case Capture.Waiting waiting -> throw new AssertionError("waits");
      case Capture.Ended ended -> throw new AssertionError(ended.reason());
    };
  }
}
