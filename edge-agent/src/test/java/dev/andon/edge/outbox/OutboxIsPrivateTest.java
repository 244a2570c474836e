package dev.andon.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.wire.StationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboxIsPrivateTest {
  @TempDir Path folder;

  @Test
  void nobody_else_can_read_the_folder_and_its_files() throws IOException {
    try (Outbox outbox = open()) {
      outbox.counters();
      assertThat(open(folder.resolve("data"))).isEmpty();
    }
  }

  @Test
  void files_that_were_open_to_others_are_closed_at_the_next_start() throws IOException {
    open().close();
    Path file = folder.resolve("data/outbox.db");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (Outbox outbox = open()) {
      outbox.counters();
      assertThat(open(folder.resolve("data"))).isEmpty();
    }
  }

  private Outbox open() {
    return Outbox.open(
        OutboxSettings.of(folder.resolve("data/outbox.db")),
        StationId.parse("plant-1/line-1/cam-1"),
        Clock.systemUTC());
  }

  private static List<String> open(Path below) throws IOException {
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(path -> !mode(path).endsWith("------")).map(Path::toString).toList();
    }
  }

  private static String mode(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
