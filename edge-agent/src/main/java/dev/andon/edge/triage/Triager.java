package dev.andon.edge.triage;

import dev.andon.edge.capture.Frame;
import dev.andon.wire.Box;
import dev.andon.wire.Image;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Judges frames on the spot. Thread-safe: several stations in one process may share one. */
public interface Triager extends AutoCloseable {

  /**
   * Judges one frame; the frame stays the caller's.
   *
   * @throws InterruptedException when interrupted while waiting for the model
   */
  Triage triage(Frame frame) throws InterruptedException;

  /** The same with the number behind the decision, where there is one. */
  default ScoredTriage scored(Frame frame) throws InterruptedException {
    return ScoredTriage.of(triage(frame));
  }

  /** Judges a frame that nobody is to remember: a test. */
  default ScoredTriage rehearsed(Frame frame) throws InterruptedException {
    return ScoredTriage.of(triage(frame));
  }

  /**
   * A good part next to the doubtful one, as {@link dev.andon.vision.ComparisonPicture} draws it;
   * empty where there are no golden frames that fit. The frame stays the caller's.
   *
   * @param cutOut what is sent of the frame
   * @throws InterruptedException when interrupted while waiting for a model
   */
  default Optional<Image> beside(Frame frame, Triage.Unsure doubt, Box cutOut)
      throws InterruptedException {
    return Optional.empty();
  }

  /** Whether frames of this one's view are asked about at random already. */
  default boolean asksAtRandom(Frame frame) {
    return standing().stream()
        .anyMatch(
            each ->
                each.view().variant().equals(frame.variant())
                    && each.view().view().equals(frame.view()));
  }

  /** Somebody is asked about a frame under this escalation. */
  default void asked(UUID escalation, Triage.Unsure doubt) {}

  /**
   * What was answered, in time or late; an escalation may be answered again, by a person.
   *
   * @param byPerson whether a person answered
   */
  default void answered(UUID escalation, Verdict verdict, boolean byPerson) {}

  /** Where views stand that buy their autonomy with answers. */
  default List<ViewStanding> standing() {
    return List.of();
  }

  /** Judged frames that could not be kept on disk since the start. */
  default long unkept() {
    return 0;
  }

  /** Which views have golden frames, and since when, a sentence each. */
  default List<String> golden() {
    return List.of();
  }

  /** Names the golden frames in force: other frames, another name; empty without any. */
  default Optional<String> bank() {
    return Optional.empty();
  }

  /** Which model judges here. */
  ModelVersion model();

  @Override
  void close();
}
