package dev.andon.edge.capture.folder;

import dev.andon.edge.capture.FileStamp;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One look over a folder and its sub-folders, which keeps nothing of the pictures that it finds. A
 * link is followed at the folder itself and to a file; a link to a sub-folder is not, because what
 * it shows is usually in the folder already. Confined to one thread.
 */
final class FolderLook extends SimpleFileVisitor<Path> {
  private static final int MAX_DEPTH = 32;

  /** Takes the pictures, in no order. */
  @FunctionalInterface
  interface Finds {
    void picture(PictureFile file);
  }

  /** What came of it. */
  sealed interface Sight {

    /**
     * The folder was looked through.
     *
     * @param pictures files that are read
     * @param others files that are no pictures by their names, without those being written
     * @param ignored pictures that are not read, by ending
     * @param links links to folders, which are not followed
     * @param hidden what could not be looked into, a sentence; empty if everything could
     */
    record Seen(int pictures, int others, Map<String, Integer> ignored, int links, String hidden)
        implements Sight {}

    /**
     * It cannot be looked at.
     *
     * @param why what is wrong and what to do, for a person
     */
    record Lost(String why) implements Sight {}
  }

  private final Path root;
  private final FileNames names;
  private final Finds finds;
  private final Map<String, Integer> ignored = new TreeMap<>();
  private int pictures;
  private int others;
  private int links;
  private String hidden = "";

  private FolderLook(Path root, Finds finds) {
    this.root = root;
    this.names = new FileNames(root);
    this.finds = finds;
  }

  /** Looks through a folder; whatever it finds is no reason to throw. */
  static Sight over(Path folder, Finds finds) {
    try {
      Path root = folder.toRealPath();
      if (!Files.isDirectory(root)) {
        throw new NotDirectoryException(folder.toString());
      }
      FolderLook look = new FolderLook(root, finds);
      Files.walkFileTree(root, java.util.Set.of(), MAX_DEPTH, look);
      return new Sight.Seen(look.pictures, look.others, look.ignored, look.links, look.hidden);
    } catch (IOException failure) {
      return new Sight.Lost("folder " + folder + " " + inWords(failure));
    }
  }

  /**
   * Tells a folder from another one that is in its place later, as an empty mount point is; empty
   * where there is none.
   */
  static Optional<Object> identity(Path folder) {
    try {
      Path root = folder.toRealPath();
      Object key = Files.readAttributes(root, BasicFileAttributes.class).fileKey();
      return Optional.of(key == null ? root : key);
    } catch (IOException lost) {
      return Optional.empty();
    }
  }

  private static String inWords(IOException failure) {
    return switch (failure) {
      case NoSuchFileException gone -> "is not there: mount or make it, or correct source.path";
      case AccessDeniedException denied ->
          "may not be read by user "
              + System.getProperty("user.name")
              + ": give this user the right to list it and to read its files";
      case NotDirectoryException file -> "is no folder: correct source.path";
      default -> "cannot be listed: " + failure;
    };
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    return folder.equals(root) || !PictureNames.isForeign(String.valueOf(folder.getFileName()))
        ? FileVisitResult.CONTINUE
        : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      follow(file);
    } else if (attributes.isDirectory()) {
      hide("sub-folder " + names.of(file) + " is deeper than " + MAX_DEPTH + " folders");
    } else {
      found(file, attributes);
    }
    return FileVisitResult.CONTINUE;
  }

  /** A file that went while it was looked at was not there; a folder may have what nobody sees. */
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (file.equals(root)) {
      throw failure;
    }
    if (!(failure instanceof NoSuchFileException)) {
      hide("sub-folder " + names.of(file) + " " + inWords(failure));
    }
    return FileVisitResult.CONTINUE;
  }

  /** Listing broke off in the middle. */
  @Override
  public FileVisitResult postVisitDirectory(
      Path folder, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
    return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(folder, failure);
  }

  private void follow(Path link) {
    try {
      BasicFileAttributes target = Files.readAttributes(link, BasicFileAttributes.class);
      if (target.isDirectory()) {
        links++;
      } else {
        found(link, target);
      }
    } catch (IOException dangling) {
      others++;
    }
  }

  private void found(Path file, BasicFileAttributes attributes) {
    String name = String.valueOf(file.getFileName());
    if (PictureNames.isBeingWritten(name)) {
      return;
    }
    if (attributes.isRegularFile() && PictureNames.isRead(name)) {
      pictures++;
      finds.picture(new PictureFile(file, names.of(file), FileStamp.of(attributes)));
      return;
    }
    others++;
    PictureNames.endingNotRead(name).ifPresent(ending -> ignored.merge(ending, 1, Integer::sum));
  }

  private void hide(String what) {
    hidden = hidden.isEmpty() ? what : hidden;
  }
}
