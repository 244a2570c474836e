package dev.andon.edge.triage;

import dev.andon.wire.Region;
import dev.andon.wire.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a station knows about a frame by itself. */
public sealed interface Triage {

  /**
   * Nobody needs to be asked.
   *
   * @param verdict {@link Verdict.Pass} or {@link Verdict.Defect} with a finding per defective
   *     region
   */
  record Confident(Verdict verdict) implements Triage {
    /** Refuses a verdict that is none. */
    public Confident {
      if (verdict instanceof Verdict.Inconclusive) {
        throw new IllegalArgumentException("a confident triage cannot be inconclusive");
      }
    }
  }

  /**
   * The picture shows no part: nobody need be asked, and nothing may pass.
   *
   * @param fault what is wrong with the camera
   */
  record Unfit(CameraFault fault) implements Triage {}

  /**
   * Nobody is asked, and nothing is known that would let the part pass: the line holds it.
   *
   * @param why for people
   */
  record Held(String why) implements Triage {}

  /**
   * Somebody should look.
   *
   * @param regions the doubtful tiles by slot, at least one
   * @param asked what the answer will be about, where answers buy a view its autonomy
   * @param suspicion the most that speaks against a doubtful tile, 0 … 1, where the doubt is a
   *     matter of degree; empty where somebody has to look whatever the scores
   */
  record Unsure(List<Region> regions, Optional<AskedFrame> asked, OptionalDouble suspicion)
      implements Triage {
    private static final float EVEN = 0.5f;

    /** An answer decides this frame and nothing else. */
    public Unsure(List<Region> regions) {
      this(regions, Optional.empty());
    }

    /** The score that is judged stands in what is asked. */
    public Unsure(List<Region> regions, Optional<AskedFrame> asked) {
      this(regions, asked, OptionalDouble.empty());
    }

    /** The same, asked about because others were less suspicious. */
    public Unsure forItsScore() {
      return new Unsure(regions, asked.map(AskedFrame::forItsScore), suspicion);
    }

    /** Whether a model that has to decide alone would call it defective. */
    public boolean leansToDefect() {
      return regions.stream().noneMatch(region -> region.scores().isEmpty())
          && regions.stream()
              .flatMap(region -> region.scores().stream())
              .anyMatch(score -> score.value() >= EVEN);
    }

    /** Refuses doubt about nothing. */
    public Unsure {
      regions = List.copyOf(regions);
      if (regions.isEmpty()) {
        throw new IllegalArgumentException("an unsure triage names at least one region");
      }
    }
  }
}
