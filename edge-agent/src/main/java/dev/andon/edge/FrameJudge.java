package dev.andon.edge;

import dev.andon.edge.actuation.Decider;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.escalation.EscalationOutcome;
import dev.andon.edge.escalation.Escalator;
import dev.andon.edge.outbox.Priority;
import dev.andon.edge.triage.AskedFrame;
import dev.andon.edge.triage.CameraFault;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.Triager;
import dev.andon.wire.Escalation;
import dev.andon.wire.Region;
import dev.andon.wire.UuidV7;
import dev.andon.wire.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a frame and says what is to become of it; stores nothing. Confined to the capture
 * thread.
 */
final class FrameJudge {
  private final CameraWatch camera;
  private final Triager triager;
  private final Escalator escalator;
  private final Decider decider;
  private final UuidV7 ids;

  FrameJudge(
      CameraWatch camera, Triager triager, Escalator escalator, Decider decider, UuidV7 ids) {
    this.camera = camera;
    this.triager = triager;
    this.escalator = escalator;
    this.decider = decider;
    this.ids = ids;
  }

  /** What the station sees by itself. */
  Triage look(Frame frame) throws InterruptedException {
    Optional<CameraFault> frozen = camera.frozen(frame);
    Triage triage = frozen.isPresent() ? new Triage.Unfit(frozen.get()) : triager.triage(frame);
    if (triage instanceof Triage.Unfit(CameraFault fault)) {
      camera.saw(fault);
    } else {
      camera.sawPart();
    }
    return frame.picture().damage().isPresent() ? doubted(frame, triage) : triage;
  }

  /**
   * Some of its pixels are made up: it does not pass, and its answer proves nothing of the view.
   */
  private Triage doubted(Frame frame, Triage triage) {
    camera.sawDamage(frame);
    return switch (triage) {
      case Triage.Confident(Verdict.Pass pass) ->
          new Triage.Unsure(
              List.of(new Region(0, frame.picture().bounds(), List.of(), new float[0])));
      case Triage.Unsure unsure -> new Triage.Unsure(unsure.regions());
      case Triage.Confident defect -> defect;
      case Triage.Unfit unfit -> unfit;
      case Triage.Held held -> held;
    };
  }

  /** A view that buys its autonomy asks at random by itself. */
  private Optional<Escalation> audit(Frame frame, Verdict verdict) {
    return verdict instanceof Verdict.Pass && !triager.asksAtRandom(frame)
        ? escalator.audit(frame)
        : Optional.empty();
  }

  /** What follows from it: told to the line on the spot, asked about, or neither. */
  FrameDecision decide(Frame frame, Triage triage) throws InterruptedException {
    return switch (triage) {
      case Triage.Confident confident ->
          new FrameDecision.Local(
              confident.verdict(),
              decider.locally(ids.next(), confident.verdict()),
              audit(frame, confident.verdict()));
      case Triage.Unfit(CameraFault fault) ->
          new FrameDecision.Withhold(fault.toString(), decider.unfit(ids.next()));
      case Triage.Held(String why) -> new FrameDecision.Withhold(why, decider.held(ids.next()));
      case Triage.Unsure unsure ->
          switch (escalator.raise(frame, unsure, triager::beside)) {
            case EscalationOutcome.Asked(Escalation escalation, boolean forItsScore) -> {
              triager.asked(escalation.id(), forItsScore ? unsure.forItsScore() : unsure);
              yield new FrameDecision.Ask(escalation, priority(unsure, escalation));
            }
            case EscalationOutcome.Suppressed(String reason) -> new FrameDecision.Suppress(reason);
            case EscalationOutcome.Withheld(String reason) ->
                new FrameDecision.Withhold(reason, decider.withheld(ids.next(), unsure.regions()));
          };
    };
  }

  /** Whoever was chosen at random is asked for the sake of counting. */
  private static Priority priority(Triage.Unsure doubt, Escalation escalation) {
    boolean chosen = doubt.asked().filter(a -> a.why() == AskedFrame.Why.CHOSEN).isPresent();
    return chosen ? Priority.SAMPLE : Priority.of(escalation);
  }

  /** The hub is not asked after all: the frame could not be stored. */
  void takeBack(Escalation escalation) {
    escalator.takeBack(escalation);
  }
}
