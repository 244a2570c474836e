package dev.andon.edge.enrolment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which of a view's last frames are kept: few, spread over the last hour rather than all of the
 * last minute, and those that show a part before those that do not. Pure.
 */
final class FrameSelection {
  /** What the kept frames reach back to once there are enough. */
  static final Duration WINDOW = Duration.ofHours(1);

  private FrameSelection() {}

  /**
   * How long to wait after the newest frame before another is worth keeping: little at first and
   * after a pause, and as long as makes {@link #WINDOW} once the frames reach back so far.
   *
   * @param times of the kept frames, in the order of capture
   * @param keep most frames, from 1
   * @param least shortest wait
   */
  static Duration wait(List<Instant> times, int keep, Duration least) {
    if (times.isEmpty()) {
      return least;
    }
    Instant newest = times.getLast();
    Duration span =
        times.stream()
            .map(time -> Duration.between(time, newest))
            .filter(age -> age.compareTo(WINDOW) <= 0)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    Duration even = span.dividedBy(keep);
    return even.compareTo(least) > 0 ? even : least;
  }

  /**
   * Which frame goes so that another can stay: the oldest that shows no part; else the oldest where
   * all reach back further than {@link #WINDOW}; else the one that leaves the smallest gap. The
   * newest stays.
   *
   * @param frames oldest first, at least two
   */
  static int superfluous(List<KeptFrame> frames) {
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).fault().isPresent()) {
        return i;
      }
    }
    return tooOld(frames) ? 0 : smallestGap(frames);
  }

  private static boolean tooOld(List<KeptFrame> frames) {
    Duration span = Duration.between(frames.getFirst().at(), frames.getLast().at());
    return span.isNegative() || span.compareTo(WINDOW) > 0;
  }

  private static int smallestGap(List<KeptFrame> frames) {
    int superfluous = 0;
    Duration smallest = Duration.ofDays(1);
    for (int i = 1; i < frames.size() - 1; i++) {
      Duration gap = Duration.between(frames.get(i - 1).at(), frames.get(i + 1).at());
      if (gap.compareTo(smallest) < 0) {
        smallest = gap;
        superfluous = i;
      }
    }
    return superfluous;
  }
}
