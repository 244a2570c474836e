package dev.andon.edge.status;

import dev.andon.wire.Box;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A judged frame as people see it.
 *
 * @param test whether it was judged to be looked at and for nothing else
 */
public record ShownFrame(Label label, Thumbnail picture, Outlook outlook, boolean test) {

  /** Which part, and when by the station's wall clock. */
  public record Label(Instant at, String part, String variant, String view) {}

  /**
   * A small copy; treat the bytes as read-only.
   *
   * @param width of the whole frame, in pixels; marks are in these, too
   */
  public record Thumbnail(byte[] jpeg, int width, int height) {}

  /** What kind of decision. */
  public enum Kind {
    PASSED,
    DEFECT,
    DOUBT,
    /** The camera, or a rule. */
    OTHER
  }

  /**
   * What became of it.
   *
   * @param id under which the line is told; empty where it is not, as for tests
   * @param says the decision in words
   * @param score the number behind it, in words; empty where there is none
   * @param marks places that are doubtful or defective
   */
  public record Outlook(Optional<UUID> id, Kind kind, String says, String score, List<Mark> marks) {
    /** Copies. */
    public Outlook {
      marks = List.copyOf(marks);
    }
  }

  /** A place and what is said of it. */
  public record Mark(Box box, String says) {}
}
