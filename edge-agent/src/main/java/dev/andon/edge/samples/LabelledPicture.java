package dev.andon.edge.samples;

import dev.andon.edge.outbox.KeptSamples;
import dev.andon.wire.Box;
import dev.andon.wire.Escalation;
import dev.andon.wire.Region;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A picture of a data set.
 *
 * @param name of its file, without folder
 * @param labelledBy who said what it shows
 * @param score the highest class score of the station's own model, where it had any
 * @param marks places in the picture
 * @param embedding of what is doubtful, L2-normalised; empty where the model has none
 * @param bytes the encoded picture; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
record LabelledPicture(
    String name,
    String id,
    Label label,
    LabelledBy labelledBy,
    Part part,
    Instant capturedAt,
    OptionalDouble score,
    int width,
    int height,
    List<Mark> marks,
    float[] embedding,
    byte[] bytes) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What a picture shows; each has a folder. */
  enum Label {
    PASS,
    DEFECT,
    UNDECIDED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Who said so. */
  enum LabelledBy {
    CORRECTION,
    VERDICT,
    NOBODY;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What stood in front of the camera. */
  record Part(String id, String variant, String view) {}

  /**
   * A place in the picture.
   *
   * @param category class of the defect, or {@code doubtful}
   * @param box in pixels of the picture
   */
  record Mark(String category, Box box) {}

  /** An escalation with the last word about it. */
  static LabelledPicture of(KeptSamples.Sample sample) {
    Escalation asked = sample.escalation();
    Optional<VerdictMessage> word = sample.correction().or(sample::verdict);
    Label label = word.map(said -> label(said.verdict())).orElse(Label.UNDECIDED);
    LabelledBy by =
        label == Label.UNDECIDED
            ? LabelledBy.NOBODY
            : sample.correction().isPresent() ? LabelledBy.CORRECTION : LabelledBy.VERDICT;
    Box crop = asked.image().crop();
    return new LabelledPicture(
        TIME.format(asked.captured().wall())
            + "-"
            + asked.id()
            + (asked.image().mediaType().equals("image/png") ? ".png" : ".jpg"),
        asked.id().toString(),
        label,
        by,
        new Part(asked.partId(), asked.variant(), asked.view()),
        asked.captured().wall(),
        score(asked),
        crop.width(),
        crop.height(),
        marks(asked, label, word),
        Embeddings.mean(asked.regions().stream().map(Region::embedding).toList()),
        asked.image().bytes());
  }

  private static Label label(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass pass -> Label.PASS;
      case Verdict.Defect defect -> Label.DEFECT;
      case Verdict.Inconclusive none -> Label.UNDECIDED;
    };
  }

  private static OptionalDouble score(Escalation asked) {
    return asked.regions().stream()
        .flatMap(region -> region.scores().stream())
        .mapToDouble(Region.Score::value)
        .max();
  }

  private static List<Mark> marks(Escalation asked, Label label, Optional<VerdictMessage> word) {
    Box crop = asked.image().crop();
    return switch (label) {
      case PASS -> List.of();
      case DEFECT ->
          word.map(VerdictMessage::verdict).stream()
              .flatMap(verdict -> ((Verdict.Defect) verdict).findings().stream())
              .flatMap(found -> mark(found.label(), found.box(), crop).stream())
              .toList();
      case UNDECIDED ->
          asked.regions().stream()
              .flatMap(region -> mark("doubtful", region.box(), crop).stream())
              .toList();
    };
  }

  /** Boxes are of the whole frame, the picture is cut out of it. */
  private static Optional<Mark> mark(String category, Box box, Box crop) {
    int x1 = Math.max(box.x1(), crop.x1());
    int y1 = Math.max(box.y1(), crop.y1());
    int x2 = Math.min(box.x2(), crop.x2());
    int y2 = Math.min(box.y2(), crop.y2());
    return x1 < x2 && y1 < y2
        ? Optional.of(
            new Mark(
                category, new Box(x1 - crop.x1(), y1 - crop.y1(), x2 - crop.x1(), y2 - crop.y1())))
        : Optional.empty();
  }
}
