package dev.andon.edge;

import dev.andon.edge.actuation.LinePolicy;
import dev.andon.edge.actuation.LineSignal;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.status.LastFrames;
import dev.andon.edge.status.ShownFrame;
import dev.andon.edge.status.ShownFrame.Kind;
import dev.andon.edge.status.ShownFrame.Mark;
import dev.andon.edge.status.ShownFrame.Outlook;
import dev.andon.edge.triage.CameraFault;
import dev.andon.edge.triage.ScoredTriage;
import dev.andon.edge.triage.Triage;
import dev.andon.vision.Picture;
import dev.andon.wire.Region;
import dev.andon.wire.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Shows people what becomes of frames: small copies with the places that were doubted. */
final class FrameShow {
  private static final int SIDE = 480;
  private static final int QUALITY = 75;

  private final LastFrames last;

  FrameShow(LastFrames last) {
    this.last = last;
  }

  /** A frame went its way; a copy is made where it is worth one. Capture thread. */
  void judged(Frame frame, ScoredTriage scored, FrameDecision decision) {
    Kind kind = kind(scored.triage());
    if (last.wants(kind == Kind.PASSED, frame.monotonicNanos())) {
      Outlook outlook =
          new Outlook(id(decision), kind, says(decision), score(scored), marks(scored.triage()));
      last.add(shown(frame, outlook, false));
    }
  }

  /**
   * A frame was looked at for a test; returns its number.
   *
   * @param policy what the line would be told by
   */
  long tested(Frame frame, ScoredTriage scored, LinePolicy policy) {
    Outlook outlook =
        new Outlook(
            Optional.empty(),
            kind(scored.triage()),
            would(scored.triage(), policy),
            score(scored),
            marks(scored.triage()));
    return last.add(shown(frame, outlook, true));
  }

  private static ShownFrame shown(Frame frame, Outlook outlook, boolean test) {
    return new ShownFrame(
        new ShownFrame.Label(
            frame.capturedAt(), test ? "" : frame.partId(), frame.variant(), frame.view()),
        new ShownFrame.Thumbnail(
            small(frame.picture()), frame.picture().width(), frame.picture().height()),
        outlook,
        test);
  }

  private static byte[] small(Picture picture) {
    double factor = Math.min(1.0, (double) SIDE / Math.max(picture.width(), picture.height()));
    int width = Math.max(1, (int) Math.round(picture.width() * factor));
    int height = Math.max(1, (int) Math.round(picture.height() * factor));
    try (Picture scaled = picture.scaled(width, height)) {
      return scaled.jpeg(QUALITY);
    }
  }

  private static Kind kind(Triage triage) {
    return switch (triage) {
      case Triage.Confident(Verdict.Pass pass) -> Kind.PASSED;
      case Triage.Confident defect -> Kind.DEFECT;
      case Triage.Unsure unsure -> Kind.DOUBT;
      case Triage.Unfit unfit -> Kind.OTHER;
      case Triage.Held held -> Kind.OTHER;
    };
  }

  private static Optional<UUID> id(FrameDecision decision) {
    return switch (decision) {
      case FrameDecision.Local local -> Optional.of(local.intent().id());
      case FrameDecision.Ask ask -> Optional.of(ask.escalation().id());
      case FrameDecision.Withhold withheld -> Optional.of(withheld.intent().id());
      case FrameDecision.Suppress suppress -> Optional.empty();
      case FrameDecision.Skip skip -> Optional.empty();
    };
  }

  private static String says(FrameDecision decision) {
    return switch (decision) {
      case FrameDecision.Local(Verdict.Pass pass, _, Optional<?> audit) ->
          audit.isPresent() ? "passed, and asked about all the same" : "passed";
      case FrameDecision.Local defect -> "defect";
      case FrameDecision.Ask ask -> "asked the hub";
      case FrameDecision.Suppress suppress -> "asked about already";
      case FrameDecision.Withhold withheld -> "nobody asked: " + withheld.reason();
      case FrameDecision.Skip skip -> "left out: " + skip.reason();
    };
  }

  private static String would(Triage triage, LinePolicy policy) {
    return switch (triage) {
      case Triage.Confident(Verdict verdict) ->
          "would tell the line " + policy.signal(verdict, LineSignal.HOLD).text();
      case Triage.Unsure unsure ->
          "would ask the hub; without an answer the line hears "
              + policy.fallback(unsure.regions()).text();
      case Triage.Unfit(CameraFault fault) ->
          "would tell the line " + policy.unseen().text() + ": " + fault;
      case Triage.Held(String why) -> "would tell the line " + LineSignal.HOLD.text() + ": " + why;
    };
  }

  private static String score(ScoredTriage scored) {
    return scored
        .score()
        .map(score -> String.format(Locale.ROOT, "%s %.2f", score.scale(), score.value()))
        .orElse("");
  }

  private static List<Mark> marks(Triage triage) {
    return switch (triage) {
      case Triage.Unsure unsure -> unsure.regions().stream().map(FrameShow::mark).toList();
      case Triage.Confident(Verdict.Defect defect) ->
          defect.findings().stream()
              .map(
                  finding ->
                      new Mark(finding.box(), finding.label() + " " + two(finding.confidence())))
              .toList();
      case Triage.Confident pass -> List.of();
      case Triage.Unfit unfit -> List.of();
      case Triage.Held held -> List.of();
    };
  }

  private static Mark mark(Region region) {
    return new Mark(
        region.box(),
        region.scores().stream()
            .max((a, b) -> Float.compare(a.value(), b.value()))
            .map(score -> score.label() + " " + two(score.value()))
            .orElse(""));
  }

  private static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
