package dev.andon.edge.enrolment;

import dev.andon.config.PrivateFiles;
import dev.andon.edge.triage.CameraFault;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.Picture;
import dev.andon.wire.Image;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kept frames on disk: a folder for each view, named by a hash, with the view's name in a file.
 * Files and folders are their owner's alone. Not thread-safe.
 */
final class FrameFolder {
  private static final Logger LOG = LoggerFactory.getLogger(FrameFolder.class);

  /** What golden frames lose by it lies below a sensor's noise. */
  private static final int QUALITY = 95;

  private static final int SMALL_QUALITY = 75;
  private static final int SMALL_WIDTH = 320;
  private static final String DRAFT = ".new";
  private static final String VIEW = "view.txt";
  private static final int MOST_FILES = 20_000;

  private final Path root;

  FrameFolder(Path root) {
    this.root = root;
  }

  /** A frame encoded, in its own size and small. */
  record Draft(int width, int height, byte[] whole, byte[] small) {
    static Draft of(Picture picture) {
      int width = Math.min(SMALL_WIDTH, picture.width());
      int height = Math.max(1, (int) ((long) picture.height() * width / picture.width()));
      try (Picture scaled = picture.scaled(width, height)) {
        return new Draft(
            picture.width(), picture.height(), picture.jpeg(QUALITY), scaled.jpeg(SMALL_QUALITY));
      }
    }

    long bytes() {
      return (long) whole.length + small.length;
    }
  }

  /** Bytes that are free on the disk; all where that cannot be told. */
  long free() {
    Path there = root.toAbsolutePath();
    while (there.getParent() != null && Files.notExists(there)) {
      there = there.getParent();
    }
    try {
      return Files.getFileStore(there).getUsableSpace();
    } catch (IOException unknown) {
      return Long.MAX_VALUE;
    }
  }

  /** Writes a frame; whoever lists the folder sees it whole or not at all. */
  KeptFrame write(
      ViewKey view, long number, Instant at, Optional<CameraFault.Kind> fault, Draft draft)
      throws IOException {
    Path of = folderOf(view);
    Path file = of.resolve(KeptFrame.name(number, at, draft.width(), draft.height(), fault));
    try {
      write(KeptFrame.small(file), draft.small());
      write(file, draft.whole());
    } catch (IOException full) {
      remove(KeptFrame.small(file));
      throw full;
    }
    return new KeptFrame(
        view, file, number, at, draft.width(), draft.height(), fault, draft.bytes());
  }

  private Path folderOf(ViewKey view) throws IOException {
    byte[] text =
        (encoded(view.variant()) + "\n" + encoded(view.view()) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    Path of = root.resolve(Image.hash(text).substring(0, 16));
    if (Files.notExists(of.resolve(VIEW))) {
      PrivateFiles.createFolder(of);
      write(of.resolve(VIEW), text);
    }
    return of;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void write(Path file, byte[] content) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + DRAFT);
    try {
      PrivateFiles.createFile(draft);
      Files.write(draft, content);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException full) {
      remove(draft);
      throw full;
    }
  }

  void delete(KeptFrame frame) {
    remove(frame.file());
    remove(frame.small());
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException stays) {
      LOG.debug("cannot delete {}: {}", file, stays.getMessage());
    }
  }

  /** Removes what a process that ended in the middle of writing has left. */
  void tidy() {
    for (Path of : list(root)) {
      for (Path file : list(of)) {
        if (file.toString().endsWith(DRAFT)) {
          remove(file);
        }
      }
    }
  }

  /** All frames, oldest first. */
  List<KeptFrame> frames() {
    List<KeptFrame> found = new ArrayList<>();
    for (Path of : list(root)) {
      try {
        Optional<ViewKey> view = view(of.resolve(VIEW));
        view.ifPresent(key -> list(of).forEach(file -> frame(key, file).ifPresent(found::add)));
      } catch (IOException | IllegalArgumentException unreadable) {
        LOG.warn("kept frames in {} are left aside: {}", of, unreadable.getMessage());
      }
    }
    found.sort(Comparator.comparingLong(KeptFrame::number));
    return found;
  }

  private static Optional<ViewKey> view(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    if (lines.size() != 2) {
      throw new IOException(VIEW + " does not have two lines");
    }
    return Optional.of(
        new ViewKey(
            URLDecoder.decode(lines.get(0), StandardCharsets.UTF_8),
            URLDecoder.decode(lines.get(1), StandardCharsets.UTF_8)));
  }

  private static Optional<KeptFrame> frame(ViewKey view, Path file) {
    try {
      Path small = KeptFrame.small(file);
      long smallBytes = Files.exists(small) ? Files.size(small) : 0;
      return KeptFrame.of(view, file, Files.size(file) + smallBytes);
    } catch (IOException goneMeanwhile) {
      return Optional.empty();
    }
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.limit(MOST_FILES).toList();
    } catch (IOException unreadable) {
      LOG.warn("kept frames in {} cannot be listed: {}", folder, unreadable.getMessage());
      return List.of();
    }
  }
}
