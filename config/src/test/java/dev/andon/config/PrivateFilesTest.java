package dev.andon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFilesTest {
  @TempDir Path folder;

  @Test
  void what_is_made_belongs_to_its_owner_alone() throws IOException {
    Path inner = folder.resolve("a/b");
    PrivateFiles.createFolder(inner);
    PrivateFiles.createFile(inner.resolve("file"));

    assertThat(mode(inner)).isEqualTo("rwx------");
    assertThat(mode(inner.resolve("file"))).isEqualTo("rw-------");
  }

  @Test
  void a_folder_that_was_there_stays_as_it_is() throws IOException {
    set(folder, "rwxr-xr-x");
    PrivateFiles.createFolder(folder);
    assertThat(mode(folder)).isEqualTo("rwxr-xr-x");
  }

  @Test
  void a_file_that_was_open_to_others_is_closed_and_keeps_its_content() throws IOException {
    Path file = Files.writeString(folder.resolve("x.db"), "rows");
    Path log = Files.writeString(folder.resolve("x.db-wal"), "log");
    set(file, "rw-r--r--");
    set(log, "rw-rw-rw-");
    PrivateFiles.createDatabase(file);
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(log)).isEqualTo("rw-------");
    assertThat(file).hasContent("rows");
    assertThat(PrivateFiles.tighten(file)).isFalse();
  }

  @Test
  void what_is_stricter_already_is_not_opened() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "rows");
    set(file, "r--------");
    assertThat(PrivateFiles.tighten(file)).isFalse();
    assertThat(mode(file)).isEqualTo("r--------");
  }

  @Test
  void a_file_system_without_such_permissions_is_used_as_it_is() throws IOException {
    try (FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("x.zip"), Map.of("create", "true"))) {
      PrivateFiles.createFolder(zip.getPath("/a/b"));
      PrivateFiles.createFile(zip.getPath("/a/b/file"));
      assertThat(PrivateFiles.tighten(zip.getPath("/a/b/file"))).isFalse();
      assertThat(zip.getPath("/a/b/file")).exists();
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void set(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
