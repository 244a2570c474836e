package dev.andon.edge;

import dev.andon.edge.outbox.AuditSamples;
import dev.andon.edge.triage.ConformalBounds;
import java.util.Locale;

/**
 * How many defects pass of one variant, measured on frames that were let pass and asked about all
 * the same.
 *
 * @param bound share of passing frames that are defective at most, with 95 % confidence (Clopper
 *     and Pearson, 1934)
 */
record AuditStanding(String variant, int judged, int missed, double bound) {
  static AuditStanding of(AuditSamples.Tally tally) {
    return new AuditStanding(
        tally.variant(),
        tally.judged(),
        tally.missed(),
        ConformalBounds.atMost(tally.missed(), tally.judged()));
  }

  /** A sentence for people, without its stop. */
  String says() {
    return String.format(
        Locale.ROOT,
        "%s: of %d passed frames that were audited %d %s defective, so at most %.1f %% of what passes"
            + " (95 %% confidence)",
        variant,
        judged,
        missed,
        missed == 1 ? "was" : "were",
        100 * bound);
  }
}
