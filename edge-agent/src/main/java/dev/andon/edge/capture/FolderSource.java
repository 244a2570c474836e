package dev.andon.edge.capture;

import dev.andon.vision.DecodeLimits;
import dev.andon.vision.Decoding;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The pictures of a folder and its sub-folders, by name. The list is made once, when the source
 * opens; a cursor's file is the path below the folder with {@code /} between names.
 */
public final class FolderSource implements FrameSource {
  private static final int MAX_FILES = 10_000_000;
  private static final int MAX_DEPTH = 16;

  private final Path folder;
  private final List<String> files;
  private final DecodeLimits limits;
  private final Shutter shutter;
  private int next;

  private FolderSource(Path folder, List<String> files, DecodeLimits limits, Shutter shutter) {
    this.folder = folder;
    this.files = files;
    this.limits = limits;
    this.shutter = shutter;
  }

  /**
   * Lists a folder's pictures.
   *
   * @param after the last frame that is done with: reading goes on behind its name; empty starts at
   *     the first
   * @param wanted which files count, by path below the folder
   * @throws UncheckedIOException where the folder cannot be listed
   */
  static FolderSource open(
      Path folder,
      Optional<Cursor> after,
      Predicate<String> wanted,
      DecodeLimits limits,
      Shutter shutter) {
    List<String> files = pictures(folder).stream().filter(wanted).toList();
    return open(folder, files, after, limits, shutter);
  }

  /**
   * Reads the given files in their order, whether they exist or not: one that is missing is
   * skipped.
   */
  static FolderSource open(
      Path folder,
      List<String> files,
      Optional<Cursor> after,
      DecodeLimits limits,
      Shutter shutter) {
    FolderSource source = new FolderSource(folder, List.copyOf(files), limits, shutter);
    after.ifPresent(cursor -> source.next = source.indexBehind(cursor.file()));
    return source;
  }

  /** All JPEG and PNG files below a folder, as sorted paths relative to it. */
  public static List<String> pictures(Path folder) {
    List<String> names = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder, MAX_DEPTH)) {
      found
          .filter(file -> isPicture(file.getFileName().toString()) && !Files.isDirectory(file))
          .limit(MAX_FILES)
          .forEach(file -> names.add(relative(folder, file)));
    } catch (IOException e) {
      throw new UncheckedIOException("the frames' folder " + folder + " cannot be listed", e);
    }
    names.sort(null);
    return names;
  }

  private static String relative(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static boolean isPicture(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
  }

  /** The file itself may be gone since: names behind it in the order are behind the cursor too. */
  private int indexBehind(String file) {
    int same = files.indexOf(file);
    if (same >= 0) {
      return same + 1;
    }
    int index = 0;
    while (index < files.size() && files.get(index).compareTo(file) < 0) {
      index++;
    }
    return index;
  }

  @Override
  public Capture next() {
    if (next >= files.size()) {
      return new Capture.Ended("all " + files.size() + " files of " + folder + " were read", false);
    }
    String file = files.get(next++);
    Cursor cursor = new Cursor(file, 0);
    return switch (read(file)) {
      case Decoding.Decoded(Picture picture) ->
          shutter.capture(picture, Frame.PixelFormat.ENCODED, cursor);
      case Decoding.Refused(String reason) -> new Capture.Skipped(reason, cursor);
    };
  }

  private Decoding read(String file) {
    Path path = folder.resolve(file);
    try {
      if (!Files.isRegularFile(path)) {
        return new Decoding.Refused(file + ": there is no such file");
      }
      long size = Files.size(path);
      if (size > limits.maxBytes()) {
        return new Decoding.Refused(
            file + ": " + size + " bytes, more than the " + limits.maxBytes() + " allowed");
      }
      return Picture.decode(Files.readAllBytes(path), file, limits);
    } catch (IOException e) {
      return new Decoding.Refused(file + ": cannot be read: " + e);
    }
  }

  @Override
  public void close() {
    // Each file is closed as soon as it was read.
  }
}
