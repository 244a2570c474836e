package dev.andon.edge.capture.folder;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Shutter;
import dev.andon.edge.capture.folder.FolderLook.Sight;
import dev.andon.vision.DecodeLimits;
import dev.andon.vision.Decoding;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Given pictures of a folder, in their order; a cursor's file is the path below the folder with
 * {@code /} between names. A folder that pictures still come into is read by {@link FolderWatch}.
 */
public final class FolderSource implements FrameSource {
  private static final Logger LOG = LoggerFactory.getLogger(FolderSource.class);

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
   * Reads the given files in their order, whether they exist or not: one that is missing is skipped
   * and counted.
   *
   * @param files paths below the folder
   * @param after the last frame that is done with
   */
  public static FolderSource open(
      Path folder, List<String> files, Optional<Cursor> after, CaptureSettings settings) {
    FolderSource source =
        new FolderSource(folder, List.copyOf(files), settings.limits(), settings.shutter());
    after.ifPresent(cursor -> source.next = source.indexBehind(cursor.file()));
    return source;
  }

  /**
   * All pictures below a folder that are read, as sorted paths relative to it.
   *
   * @throws UncheckedIOException where the folder cannot be listed
   */
  public static List<String> pictures(Path folder) {
    List<Path> found = new ArrayList<>();
    switch (FolderLook.over(folder, file -> found.add(file.path()))) {
      case Sight.Lost(String why) -> throw new UncheckedIOException(new IOException(why));
      case Sight.Seen seen -> warn(folder, seen);
    }
    return found.isEmpty() ? List.of() : relative(folder, found);
  }

  private static void warn(Path folder, Sight.Seen seen) {
    if (!seen.ignored().isEmpty()) {
      LOG.warn("folder={} has pictures that are not read: {}", folder, seen.ignored());
    }
    if (!seen.hidden().isEmpty()) {
      LOG.warn("folder={} {}", folder, seen.hidden());
    }
  }

  private static List<String> relative(Path folder, List<Path> found) {
    try {
      Path root = folder.toRealPath();
      return found.stream()
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    } catch (IOException gone) {
      throw new UncheckedIOException("folder " + folder + " went while it was listed", gone);
    }
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
