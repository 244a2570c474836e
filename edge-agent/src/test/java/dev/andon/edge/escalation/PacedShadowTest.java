package dev.andon.edge.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.triage.ConformalBounds;
import dev.andon.edge.triage.ViewKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where escalations are short, the more suspicious go first, and the bound must not profit. */
final class PacedShadowTest {
  private static final ViewKey VIEW = new ViewKey("cookie", "belt");
  private static final long SECOND = 1_000_000_000L;

  private static RateCap.Taken taken(RateCap cap, long now, double rank) {
    RateCap.Taken there = cap.look(now, rank);
    if (there != RateCap.Taken.NO) {
      cap.take();
    }
    return there;
  }

  @Test
  void with_room_anything_is_asked_about_and_then_only_what_is_more_suspicious() {
    RateCap cap = new RateCap(10, Duration.ofMinutes(1), "a minute", 0, 0);
    for (int i = 0; i < 5; i++) {
      assertThat(taken(cap, 0, 0)).isEqualTo(RateCap.Taken.YES);
    }
    assertThat(taken(cap, 0, 0)).isEqualTo(RateCap.Taken.NO);
    assertThat(taken(cap, 0, 0.5)).isEqualTo(RateCap.Taken.AS_SUSPICIOUS);
    assertThat(taken(cap, 0, 0.2)).isEqualTo(RateCap.Taken.NO);
    for (int i = 0; i < 4; i++) {
      assertThat(taken(cap, 0, 1)).isEqualTo(RateCap.Taken.AS_SUSPICIOUS);
    }
    assertThat(taken(cap, 0, 1)).isEqualTo(RateCap.Taken.NO);
  }

  @Test
  void ranks_are_within_a_view_and_the_newest_frames() {
    Ranks ranks = new Ranks();
    assertThat(ranks.of(VIEW, "g1", 1)).isEqualTo(1);
    assertThat(ranks.of(VIEW, "g1", 2)).isEqualTo(1);
    assertThat(ranks.of(VIEW, "g1", 0.5)).isZero();
    assertThat(ranks.of(VIEW, "g1", 1.5)).isEqualTo(2.0 / 3);
    assertThat(ranks.of(new ViewKey("cookie", "top"), "g1", 0)).isEqualTo(1);
    for (int i = 0; i < 300; i++) {
      ranks.of(VIEW, "g1", 10);
    }
    assertThat(ranks.of(VIEW, "g1", 5)).as("older frames are forgotten").isZero();
    assertThat(ranks.of(VIEW, "g2", 5)).as("as are those beside other golden frames").isEqualTo(1);
  }

  @Test
  void a_scarce_budget_goes_to_the_defects() {
    Random random = new Random(1);
    int asked = 0;
    int defects = 0;
    Line line = new Line(random, false);
    for (int frame = 0; frame < 4_000; frame++) {
      if (line.next() != RateCap.Taken.NO && frame > 500) {
        asked++;
        defects += line.defective ? 1 : 0;
      }
    }
    // One in ten is defective, one in six can be asked about; the best choice would have one in
    // three.
    assertThat((double) defects / asked).isGreaterThan(0.25);
  }

  @Test
  void counting_only_what_any_frame_had_room_for_keeps_the_bound_true() {
    assertThat(missed(true)).isLessThanOrEqualTo(0.05 + 0.01);
    assertThat(missed(false)).as("counting the suspicious ones as well").isGreaterThan(0.06);
  }

  /** Share of new defects below the threshold that twenty judged ones give, over many plants. */
  private static double missed(boolean fairOnly) {
    Random random = new Random(7);
    int missed = 0;
    int plants = 3_000;
    for (int plant = 0; plant < plants; plant++) {
      Line line = new Line(random, true);
      List<Double> judged = new ArrayList<>();
      while (judged.size() < 20) {
        RateCap.Taken taken = line.next();
        boolean counts =
            taken == RateCap.Taken.YES || (!fairOnly && taken == RateCap.Taken.AS_SUSPICIOUS);
        if (counts && line.defective) {
          judged.add(line.score);
        }
      }
      ConformalBounds bounds =
          ConformalBounds.of(
              judged.stream().mapToDouble(Double::doubleValue).toArray(),
              new double[0],
              ConformalBounds.Target.DEFAULT);
      missed += line.defect() < bounds.acceptBelow() ? 1 : 0;
    }
    return (double) missed / plants;
  }

  /** One frame a second, one in ten defective, ten a minute can be asked about. */
  private static final class Line {
    private final Random random;
    private final RateCap cap = new RateCap(10, Duration.ofMinutes(1), "a minute", 0, 0);
    private final Ranks ranks = new Ranks();
    private final boolean breaks;
    private long now;
    private boolean defective;
    private double score;

    /**
     * @param breaks now and then a minute passes without a part, which fills the bucket up again
     */
    Line(Random random, boolean breaks) {
      this.random = random;
      this.breaks = breaks;
    }

    RateCap.Taken next() {
      now += breaks && random.nextInt(30) == 0 ? 60 * SECOND : SECOND;
      defective = random.nextInt(10) == 0;
      score = defective ? defect() : random.nextGaussian();
      return taken(cap, now, ranks.of(VIEW, "g1", score));
    }

    /** Some defects look as ordinary as a good part. */
    double defect() {
      return 1.5 + 1.5 * random.nextGaussian();
    }
  }
}
