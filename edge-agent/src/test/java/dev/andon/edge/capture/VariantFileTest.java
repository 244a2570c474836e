package dev.andon.edge.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line writes the variant that runs into a file. */
final class VariantFileTest {
  private static final long MS = 1_000_000;

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong(-300 * MS);

  private Path file() {
    return folder.resolve("variant");
  }

  private void write(String text) throws IOException {
    Files.writeString(file(), text);
  }

  private VariantFile opened() {
    VariantFile variants = new VariantFile(file(), nanos::get);
    variants.look();
    return variants;
  }

  /** What a frame taken now carries, after so many further looks, one every tenth of a second. */
  private String after(VariantFile variants, int looks) {
    for (int i = 0; i < looks; i++) {
      nanos.addAndGet(100 * MS);
      variants.look();
    }
    return variants.at(nanos.get());
  }

  @Test
  void a_name_with_its_line_end_counts_at_the_first_look() throws IOException {
    write("flange-a\n");
    try (VariantFile variants = opened()) {
      assertThat(variants.at(nanos.get())).isEqualTo("flange-a");
      write("flange-b\r\n");
      assertThat(after(variants, 1)).isEqualTo("flange-b");
      assertThat(variants.trouble()).isEmpty();
    }
  }

  @Test
  void half_a_name_never_counts_and_one_without_its_line_end_counts_once_it_has_stood()
      throws IOException {
    write("flange-a\n");
    try (VariantFile variants = opened()) {
      write("fla");
      assertThat(after(variants, 2)).isEqualTo("flange-a");
      write("flange-b");
      assertThat(after(variants, 2)).isEqualTo("flange-a");
      assertThat(after(variants, 1)).isEqualTo("flange-b");
    }
  }

  @Test
  void a_frame_in_flight_keeps_the_variant_it_was_taken_of() throws IOException {
    write("flange-a\n");
    try (VariantFile variants = opened()) {
      nanos.addAndGet(50 * MS);
      long taken = nanos.get();
      write("flange-b\n");
      assertThat(after(variants, 1)).isEqualTo("flange-b");
      assertThat(variants.at(taken)).isEqualTo("flange-a");
      Labelling labelling = Labelling.same("unknown", "top").of(variants);
      assertThat(labelling.label(new Cursor("cam", 1), taken).variant()).isEqualTo("flange-a");
      assertThat(labelling.label(new Cursor("cam", 2), nanos.get()).variant())
          .isEqualTo("flange-b");
    }
  }

  @Test
  void a_file_that_says_nothing_is_told_after_a_second_and_no_variant_is_made_up()
      throws IOException {
    for (String nothing :
        List.of("", " \n", "flange-a\nflange-b\n", "a".repeat(129) + "\n", "flange\u0000\n")) {
      write("flange-a\n");
      try (VariantFile variants = opened()) {
        write(nothing);
        assertThat(after(variants, 9)).as("it may be being replaced").isEqualTo("flange-a");
        assertThat(after(variants, 2)).isEqualTo(VariantFile.UNKNOWN);
        assertThat(variants.trouble()).get().asString().contains("every frame is asked about");
        write("flange-c\n");
        assertThat(after(variants, 1)).isEqualTo("flange-c");
        assertThat(variants.trouble()).isEmpty();
      }
    }
  }

  @Test
  void bytes_that_are_no_text_and_a_file_that_is_gone_say_nothing() throws IOException {
    write("flange-a\n");
    try (VariantFile variants = opened()) {
      Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
      assertThat(after(variants, 11)).isEqualTo(VariantFile.UNKNOWN);
      Files.delete(file());
      assertThat(after(variants, 1)).isEqualTo(VariantFile.UNKNOWN);
      assertThat(variants.trouble()).get().asString().contains("it is not there");
    }
  }

  @Test
  void before_anybody_has_said_a_variant_frames_carry_none() {
    try (VariantFile variants = opened()) {
      assertThat(variants.at(nanos.get())).isEqualTo(VariantFile.UNKNOWN);
      assertThat(variants.trouble()).isPresent();
    }
  }

  @Test
  void a_file_that_is_replaced_by_another_is_followed() throws IOException {
    write("flange-a\n");
    try (VariantFile variants = opened()) {
      Path next = Files.writeString(folder.resolve("next"), "flange-b\n");
      Files.move(next, file(), StandardCopyOption.REPLACE_EXISTING);
      assertThat(after(variants, 1)).isEqualTo("flange-b");
    }
  }

  /** A camera that is away is opened again every few seconds. */
  @Test
  void however_often_the_source_is_opened_one_thread_looks() throws IOException {
    write("flange-a\n");
    try (VariantFile variants = new VariantFile(file(), System::nanoTime)) {
      for (int i = 0; i < 1_000; i++) {
        variants.start();
      }
      assertThat(variants.at(System.nanoTime())).isEqualTo("flange-a");
      await().until(() -> variants.planned() == 1);
    }
  }

  /** A pipe that nobody writes into is read as long as a share whose server has gone. */
  @Test
  void a_file_whose_reading_never_ends_is_said_and_nobody_waits_for_it() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", file().toString()).start().waitFor()).isZero();
    AtomicLong clock = new AtomicLong(System.nanoTime());
    try (VariantFile variants = new VariantFile(file(), clock::get)) {
      variants.start();
      clock.addAndGet(4_000 * MS);
      assertThat(variants.at(clock.get())).isEqualTo(VariantFile.UNKNOWN);
      assertThat(variants.trouble()).get().asString().contains("has not ended for 4 s");
    } finally {
      // Whoever still reads comes to an end.
      Files.newByteChannel(file(), StandardOpenOption.WRITE, StandardOpenOption.READ).close();
    }
  }
}
