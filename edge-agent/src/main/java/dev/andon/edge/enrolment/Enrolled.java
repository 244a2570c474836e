package dev.andon.edge.enrolment;

import dev.andon.edge.triage.ViewKey;
import java.time.Instant;
import java.util.List;

/** What came of an enrolment. */
public sealed interface Enrolled {

  /** Which view. */
  ViewKey view();

  /**
   * The view has golden frames.
   *
   * @param golden how many
   * @param says what the view can and cannot see, in a sentence without a full stop
   * @param noise what the golden frames differ by, for people
   * @param unusual pictures of what the golden frames make of each other and of others
   * @param at when it was saved
   * @param tookMillis altogether
   */
  record Saved(
      ViewKey view,
      int golden,
      String says,
      String noise,
      List<Unusual> unusual,
      Instant at,
      long tookMillis)
      implements Enrolled {
    /** Copies. */
    public Saved {
      unusual = List.copyOf(unusual);
    }
  }

  /**
   * Nothing was changed.
   *
   * @param why in a sentence without a full stop, with what to do
   */
  record Refused(ViewKey view, String why) implements Enrolled {}

  /**
   * A picture with what is unusual in it painted over it. Treat the bytes as read-only.
   *
   * @param frame which
   * @param golden whether it is a golden frame, beside the others, or one that was not chosen
   * @param worst its worst place, in units of the golden frames' own worst one
   * @param jpeg at most 640 pixels wide
   */
  record Unusual(KeptFrame frame, boolean golden, double worst, byte[] jpeg) {}
}
