package dev.andon.edge.enrolment;

import dev.andon.edge.triage.CameraFault;
import dev.andon.edge.triage.ViewKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the station's last frames, on disk. Its name says all but the view: number, time, size and
 * what is wrong with it, {@code 000000000042-1764321123000-640x480-good.jpg}.
 *
 * @param view variant and view
 * @param file the JPEG; a small one for lists lies beside it
 * @param number counts the frames of a folder upwards, through restarts
 * @param at when it was captured, by the station's wall clock
 * @param width in pixels
 * @param height in pixels
 * @param fault why it shows no part, if it does not
 * @param bytes both files' size
 */
public record KeptFrame(
    ViewKey view,
    Path file,
    long number,
    Instant at,
    int width,
    int height,
    Optional<CameraFault.Kind> fault,
    long bytes) {
  private static final String ENDING = ".jpg";
  private static final String SMALL = ".small";
  private static final String GOOD = "good";
  private static final Pattern NAME =
      Pattern.compile("(\\d{12})-(-?\\d{1,15})-(\\d{1,5})x(\\d{1,5})-([a-z]+)\\.jpg");

  /** The name of a frame's file. */
  static String name(
      long number, Instant at, int width, int height, Optional<CameraFault.Kind> fault) {
    return String.format(
        Locale.ROOT,
        "%012d-%d-%dx%d-%s%s",
        number,
        at.toEpochMilli(),
        width,
        height,
        fault.map(CameraFault.Kind::word).orElse(GOOD),
        ENDING);
  }

  /** What a file's name says; empty where it is none of ours. */
  static Optional<KeptFrame> of(ViewKey view, Path file, long bytes) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new KeptFrame(
            view,
            file,
            Long.parseLong(name.group(1)),
            Instant.ofEpochMilli(Long.parseLong(name.group(2))),
            Integer.parseInt(name.group(3)),
            Integer.parseInt(name.group(4)),
            kind(name.group(5)),
            bytes));
  }

  private static Optional<CameraFault.Kind> kind(String word) {
    for (CameraFault.Kind kind : CameraFault.Kind.values()) {
      if (kind.word().equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Where the small picture of a frame lies. */
  static Path small(Path file) {
    return file.resolveSibling(file.getFileName() + SMALL);
  }

  /** The small picture, for lists. */
  public Path small() {
    return small(file);
  }

  /** Names it among the frames of its folder, also in an address. */
  public String id() {
    return String.valueOf(number);
  }
}
