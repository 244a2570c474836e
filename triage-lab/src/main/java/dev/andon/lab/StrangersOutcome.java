package dev.andon.lab;

import dev.andon.edge.triage.ConformalBounds;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.TriagePolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of frames that do not belong to the view they are shown to.
 *
 * @param frames how many
 * @param passed nobody looks: the worst
 * @param elsewhere asked about, and taken for something else than the view
 * @param asked asked about like any doubtful frame
 * @param held the camera was found at fault, so nobody is asked and nothing passes
 * @param rejected rejected without anybody looking
 */
record StrangersOutcome(int frames, int passed, int elsewhere, int asked, int held, int rejected) {

  static StrangersOutcome of(
      List<JudgedFrame> frames, TriagePolicy policy, ConformalBounds bounds) {
    return frames.stream()
        .map(frame -> of(frame, frame.after(policy, bounds)))
        .reduce(new StrangersOutcome(0, 0, 0, 0, 0, 0), StrangersOutcome::plus);
  }

  private static StrangersOutcome of(JudgedFrame frame, Fate fate) {
    if (frame.triage() instanceof Triage.Unfit) {
      return new StrangersOutcome(1, 0, 0, 0, 1, 0);
    }
    return switch (fate) {
      case PASSED -> new StrangersOutcome(1, 1, 0, 0, 0, 0);
      case REJECTED -> new StrangersOutcome(1, 0, 0, 0, 0, 1);
      case ASKED ->
          frame.elsewhere()
              ? new StrangersOutcome(1, 0, 1, 0, 0, 0)
              : new StrangersOutcome(1, 0, 0, 1, 0, 0);
    };
  }

  StrangersOutcome plus(StrangersOutcome more) {
    return new StrangersOutcome(
        frames + more.frames,
        passed + more.passed,
        elsewhere + more.elsewhere,
        asked + more.asked,
        held + more.held,
        rejected + more.rejected);
  }

  /** For people. */
  String words(String kind) {
    return "%d %s frames %d passed, %d were taken for another view, %d asked about, %d held, %d rejected"
        .formatted(frames, kind, passed, elsewhere, asked, held, rejected);
  }

  /** As in {@code metrics.json}. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("frames", frames);
    figures.put("passed", passed);
    figures.put("not_this_view", elsewhere);
    figures.put("asked", asked);
    figures.put("held", held);
    figures.put("rejected", rejected);
    return figures;
  }
}
