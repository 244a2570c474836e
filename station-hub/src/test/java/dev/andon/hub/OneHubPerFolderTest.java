package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OneHubPerFolderTest {
  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void a_second_hub_on_the_folder_refuses_and_says_who_has_it() {
    try (StationHub first = start("data")) {
      assertThatThrownBy(() -> start("data").close())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(folder.resolve("data").toString())
          .hasMessageContaining("pid " + ProcessHandle.current().pid())
          .hasMessageContaining("since 20");
      assertThat(first.port()).isPositive();
    }
    start("data").close();
  }

  @Test
  void two_names_of_one_folder_are_one_folder() throws IOException {
    Files.createDirectory(folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("real"));
    try (StationHub first = start("real")) {
      assertThatThrownBy(() -> start("linked").close()).hasMessageContaining("pid ");
      assertThatThrownBy(() -> start("real/../real").close()).hasMessageContaining("pid ");
      assertThat(first.port()).isPositive();
    }
  }

  @Test
  void nobody_else_can_read_the_folder_and_its_files() throws IOException {
    try (StationHub hub = start("data")) {
      assertThat(hub.port()).isPositive();
      assertThat(open("data")).isEmpty();
    }
    assertThat(open("data")).isEmpty();
  }

  @Test
  void a_folder_that_was_open_to_others_is_closed_to_them() throws IOException {
    start("data").close();
    Path old = Files.createDirectories(folder.resolve("data/quarantine/20261120T100000000Z"));
    Files.writeString(old.resolve("hub.db"), "what was damaged");
    try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
      for (Path path : all.toList()) {
        Files.setPosixFilePermissions(
            path,
            PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
    try (StationHub hub = start("data")) {
      assertThat(hub.port()).isPositive();
      assertThat(open("data")).isEmpty();
    }
  }

  /** What others may do something with. */
  private List<String> open(String data) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(data))) {
      return all.filter(OneHubPerFolderTest::isOpen).map(Path::toString).toList();
    }
  }

  private static boolean isOpen(Path path) {
    try {
      return !PosixFilePermissions.toString(Files.getPosixFilePermissions(path)).endsWith("------");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private StationHub start(String data) {
    return TestingHub.start(folder, TestingHub.yaml(provider.url()) + "data: " + data + "\n");
  }
}
