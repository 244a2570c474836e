package dev.andon.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders that their owner alone may use, whatever the umask says: folders 0700, files
 * 0600. A file system without POSIX permissions keeps its own rules. Thread-safe.
 */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private PrivateFiles() {}

  /**
   * Makes the folder and what is missing above it; one that is there already stays as it is, and so
   * does the root of the file system, above which {@link Path#getParent} has nothing.
   */
  public static void createFolder(@Nullable Path folder) throws IOException {
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, attributes(folder, FOLDER));
    }
  }

  /** Makes an empty file; one that is there already is closed to others and keeps its content. */
  public static void createFile(Path file) throws IOException {
    try {
      Files.createFile(file, attributes(file, FILE));
    } catch (FileAlreadyExistsException there) {
      var _ = tighten(file);
    }
  }

  /**
   * Makes an empty file for SQLite, which gives the files beside it the same permissions; where
   * they are there already, they are closed to others.
   */
  public static void createDatabase(Path file) throws IOException {
    createFile(file);
    for (String ending : List.of("-wal", "-shm", "-journal")) {
      var _ = tighten(file.resolveSibling(file.getFileName() + ending));
    }
  }

  /**
   * Takes away what others may do with an existing file or folder; a symbolic link is left alone.
   *
   * @return whether there was something to take away
   * @throws IOException where the permissions belong to somebody else
   */
  public static boolean tighten(Path path) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null || Files.isSymbolicLink(path)) {
      return false;
    }
    Set<PosixFilePermission> wanted = Files.isDirectory(path) ? FOLDER : FILE;
    try {
      if (wanted.containsAll(view.readAttributes().permissions())) {
        return false;
      }
      Files.setPosixFilePermissions(path, wanted);
      return true;
    } catch (UnsupportedOperationException noSuchPermissions) {
      return false;
    } catch (FileSystemException denied) {
      if (Files.notExists(path)) {
        return false;
      }
      throw denied;
    }
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
