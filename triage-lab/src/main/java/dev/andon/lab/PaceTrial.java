package dev.andon.lab;

import dev.andon.edge.escalation.Pace;
import dev.andon.edge.escalation.PaceSettings;
import dev.andon.edge.triage.AskedFrame;
import dev.andon.edge.triage.Triage;
import dev.andon.wire.Box;
import dev.andon.wire.Region;
import dev.andon.wire.StationAllowance.Limited;
import dev.andon.wire.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * Plays a shift through the agent's {@link Pace} and beside it asks first come, first served, at
 * the same budget. A defect is missed where nobody is asked about its frame.
 */
final class PaceTrial {
  /** From the question to the answer. */
  private static final long ANSWER_NANOS = 3_000_000_000L;

  /** The hub says so often what is left. */
  private static final long SAID_NANOS = 10_000_000_000L;

  private static final List<Region> REGIONS =
      List.of(new Region(0, new Box(0, 0, 8, 8), List.of(), new float[0]));
  private static final Verdict DEFECT =
      new Verdict.Defect(List.of(new Verdict.Finding("defect", 1, new Box(0, 0, 8, 8))));

  private final PaceSettings settings;

  PaceTrial(PaceSettings settings) {
    this.settings = settings;
  }

  /**
   * What became of a shift.
   *
   * @param doubtful frames
   * @param defects among them
   * @param budget escalations that are paid for
   * @param firstMissed defects that nobody was asked about, first come, first served
   * @param pacedAsked escalations of the pace
   * @param pacedMissed defects that it left out
   * @param bestMissed defects that the highest scores of the whole shift would have left out
   */
  record Shift(
      int doubtful,
      int defects,
      int budget,
      int firstMissed,
      int pacedAsked,
      int pacedMissed,
      int bestMissed) {}

  private record Pending(long dueNanos, UUID id, boolean defective) {}

  /**
   * Plays it.
   *
   * @param share of the doubtful frames that the budget pays for, 0 to 1
   */
  Shift play(List<StreamFrame> frames, double share, long seed) {
    int budget = (int) (share * frames.size());
    int defects = defects(frames);
    List<StreamFrame> ranked =
        frames.stream().sorted(Comparator.comparingDouble(StreamFrame::score).reversed()).toList();
    Paced paced = new Paced(budget, seed);
    frames.forEach(paced::take);
    return new Shift(
        frames.size(),
        defects,
        budget,
        defects - defects(frames.subList(0, budget)),
        paced.asked,
        defects - paced.found,
        defects - defects(ranked.subList(0, budget)));
  }

  private static int defects(List<StreamFrame> frames) {
    return (int) frames.stream().filter(StreamFrame::defective).count();
  }

  /** One shift of a paced station and its hub. */
  private final class Paced {
    private final Pace pace;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final int budget;
    private long number;
    private long saidNanos = -SAID_NANOS;
    private int asked;
    private int found;

    Paced(int budget, long seed) {
      this.budget = budget;
      this.pace = new Pace(settings, new Random(seed));
    }

    void take(StreamFrame frame) {
      answer(frame.atNanos());
      say(frame.atNanos());
      AskedFrame about =
          new AskedFrame(frame.view(), "played", frame.score(), AskedFrame.Why.DOUBT, false);
      Triage.Unsure doubt = new Triage.Unsure(REGIONS, Optional.of(about));
      if (pace.look(frame.view(), doubt, frame.atNanos())
              instanceof Pace.Choice.Ask(Optional<Pace.Worth> worth, boolean _)
          && asked < budget) {
        UUID id = new UUID(0, ++number);
        pace.asked(id, worth);
        pending.add(new Pending(frame.atNanos() + ANSWER_NANOS, id, frame.defective()));
        asked++;
        found += frame.defective() ? 1 : 0;
      }
    }

    private void answer(long now) {
      while (!pending.isEmpty() && pending.getFirst().dueNanos() <= now) {
        Pending due = pending.removeFirst();
        pace.answered(due.id(), due.defective() ? DEFECT : new Verdict.Pass());
      }
    }

    private void say(long now) {
      if (now - saidNanos >= SAID_NANOS) {
        saidNanos = now;
        long left = budget - ((long) asked - pending.size());
        Limited limited =
            new Limited(
                "played",
                (ShiftPattern.SHIFT_NANOS - now) / 1_000_000,
                left * 1_000,
                "EUR",
                1_000,
                left);
        pace.allow(limited, Duration.ZERO, pending.size(), now);
      }
    }
  }
}
