package dev.andon.edge.capture.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.andon.edge.capture.FileIds;
import dev.andon.edge.capture.PartIds;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Names files below a folder so that a name can be printed, stored and compared whatever bytes it
 * has and whatever the process's locale is. Such a name is not made for opening the file again.
 */
final class FileNames {
  /** Characters of the longest name that is kept whole. */
  static final int LONGEST = 250;

  private static final int HEAD = 110;
  private static final int TAIL = 110;

  private final Path folder;
  private final int start;
  private final int rawStart;

  /**
   * Names files below this folder.
   *
   * @param folder absolute
   */
  FileNames(Path folder) {
    String text = folder.toString();
    this.folder = folder;
    this.start = text.endsWith("/") ? text.length() : text.length() + 1;
    String raw = folder.toUri().getRawPath();
    this.rawStart = raw.endsWith("/") ? raw.length() : raw.length() + 1;
  }

  /**
   * The path below the folder with {@code /} between names; where it has bytes that are no text or
   * must not be printed, percent-encoded; where it is too long, with a hash in place of its middle.
   */
  String of(Path file) {
    String plain = file.toString().substring(start).replace('\\', '/');
    return shortened(PartIds.isPrintable(plain) ? plain : odd(file));
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  private String odd(Path file) {
    String raw = file.toUri().getRawPath().substring(rawStart);
    // The locale may be the only reason why the characters are not known.
    String text = URLDecoder.decode(raw.replace("+", "%2B"), UTF_8);
    return PartIds.isPrintable(text) ? text : raw;
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST
        ? name
        : name.substring(0, HEAD)
            + "~"
            + HexFormat.of().toHexDigits(FileIds.hash(name))
            + "~"
            + name.substring(name.length() - TAIL);
  }
}
