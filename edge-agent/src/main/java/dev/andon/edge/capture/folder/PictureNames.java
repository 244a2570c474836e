package dev.andon.edge.capture.folder;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a file's name says about what is in it. */
public final class PictureNames {
  /** Endings of files that are read, in lower case. The one list of them. */
  public static final List<String> READ =
      List.of(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".dib", ".tif", ".tiff", ".webp");

  /** Endings of pictures that are not read: these are counted and told, other files are not. */
  private static final Set<String> NOT_READ =
      Set.of(
          ".gif", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".j2k", ".jpx", ".pgm", ".ppm", ".pbm",
          ".pnm", ".pam", ".pfm", ".exr", ".hdr", ".tga", ".pcx", ".raw", ".dng", ".cr2", ".cr3",
          ".nef", ".arw", ".raf", ".orf", ".rw2");

  /** Under these names clients write before they rename; {@code .name} is one more. */
  private static final List<String> BEING_WRITTEN =
      List.of(".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".upload", "~");

  /** Sub-folders in which file servers keep thumbnails, snapshots and what was deleted. */
  private static final Set<String> OF_THE_SERVER =
      Set.of(
          "@eadir",
          "#recycle",
          "#snapshot",
          "~snapshot",
          "$recycle.bin",
          "lost+found",
          "__macosx",
          "system volume information");

  private PictureNames() {}

  /** Whether a file of this name is read. */
  static boolean isRead(String name) {
    String lower = lower(name);
    return !isBeingWritten(name) && READ.stream().anyMatch(lower::endsWith);
  }

  /** The ending of a picture that is not read, as {@code .bmp}; empty for anything else. */
  static Optional<String> endingNotRead(String name) {
    String ending = ending(lower(name));
    return NOT_READ.contains(ending) && !isBeingWritten(name)
        ? Optional.of(ending)
        : Optional.empty();
  }

  /** Whether somebody may still be writing it, and will give it another name then. */
  static boolean isBeingWritten(String name) {
    String lower = lower(name);
    return name.startsWith(".") || BEING_WRITTEN.stream().anyMatch(lower::endsWith);
  }

  /** Whether pictures in a sub-folder of this name are none of the camera's. */
  static boolean isForeign(String folder) {
    return folder.startsWith(".") || OF_THE_SERVER.contains(lower(folder));
  }

  /** From the last dot on; empty where there is none behind the first character. */
  static String ending(String name) {
    int dot = name.lastIndexOf('.');
    return dot > name.lastIndexOf('/') + 1 ? name.substring(dot) : "";
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
