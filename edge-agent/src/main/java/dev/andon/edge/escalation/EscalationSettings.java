package dev.andon.edge.escalation;

import java.time.Duration;
import java.util.Optional;

/**
 * When a doubtful frame becomes an escalation, and what of it is sent.
 *
 * @param deadline how long the station waits for a verdict, 1 ms to 1 day
 * @param marginPixels added around the doubtful regions on every side, 0 to 4096
 * @param jpegQuality 1 to 100; lowered by steps where the picture would be above {@code
 *     maxImageBytes}
 * @param maxImageBytes most bytes of one encoded picture, 4 KiB to 16 MiB
 * @param perMinute most escalations in any minute, 1 to 100 000; frames above it are withheld
 * @param repeatWindow for so long after an escalation of a part, doubt about the same places of the
 *     same view is not escalated again; zero switches it off
 * @param comparison whether a good part is shown beside the doubtful one, where there are golden
 *     frames; its bytes count towards {@code maxImageBytes}
 * @param perHour most escalations in any hour, where that is bounded
 * @param perDay the same for any 24 hours
 * @param auditShare share of the frames that pass which are asked about all the same, chosen at
 *     random, 0 to 1; the line does not wait for the answer
 * @param pace how what the hub's budgets still pay for is spent
 */
public record EscalationSettings(
    Duration deadline,
    int marginPixels,
    int jpegQuality,
    int maxImageBytes,
    int perMinute,
    Duration repeatWindow,
    boolean comparison,
    Optional<Integer> perHour,
    Optional<Integer> perDay,
    double auditShare,
    PaceSettings pace) {

  /** Two seconds, 16 pixels, quality 85, 1 MiB, 120 a minute, one minute, with a good part. */
  public static final EscalationSettings DEFAULT =
      new EscalationSettings(Duration.ofSeconds(2), 16, 85, 1 << 20, 120, Duration.ofMinutes(1));

  /** Settings of a station that shows a good part where it can, and audits nothing. */
  public EscalationSettings(
      Duration deadline,
      int marginPixels,
      int jpegQuality,
      int maxImageBytes,
      int perMinute,
      Duration repeatWindow) {
    this(
        deadline,
        marginPixels,
        jpegQuality,
        maxImageBytes,
        perMinute,
        repeatWindow,
        true,
        Optional.empty(),
        Optional.empty(),
        0,
        PaceSettings.DEFAULT);
  }

  /** Refuses values out of range. */
  public EscalationSettings {
    check("deadline in ms", deadline.toMillis(), 1, 86_400_000);
    check("margin_pixels", marginPixels, 0, 4_096);
    check("jpeg_quality", jpegQuality, 1, 100);
    check("max_image_bytes", maxImageBytes, 4_096, 16 << 20);
    check("per_minute", perMinute, 1, 100_000);
    check("repeat_window in ms", repeatWindow.toMillis(), 0, 86_400_000);
    perHour.ifPresent(most -> check("per_hour", most, 1, 1_000_000));
    perDay.ifPresent(most -> check("per_day", most, 1, 10_000_000));
    if (!(auditShare >= 0 && auditShare <= 1)) {
      throw new IllegalArgumentException(
          "escalation: audit_share must be 0 to 1, but is " + auditShare);
    }
  }

  /** The same with another window in which the same doubt is not escalated again. */
  public EscalationSettings withRepeatWindow(Duration window) {
    return new EscalationSettings(
        deadline,
        marginPixels,
        jpegQuality,
        maxImageBytes,
        perMinute,
        window,
        comparison,
        perHour,
        perDay,
        auditShare,
        pace);
  }

  /** The same with another share of passing frames that are asked about. */
  public EscalationSettings withAuditShare(double share) {
    return new EscalationSettings(
        deadline,
        marginPixels,
        jpegQuality,
        maxImageBytes,
        perMinute,
        repeatWindow,
        comparison,
        perHour,
        perDay,
        share,
        pace);
  }

  /** The same with another pace. */
  public EscalationSettings withPace(PaceSettings other) {
    return new EscalationSettings(
        deadline,
        marginPixels,
        jpegQuality,
        maxImageBytes,
        perMinute,
        repeatWindow,
        comparison,
        perHour,
        perDay,
        auditShare,
        other);
  }

  private static void check(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "escalation: " + name + " must be " + min + " to " + max + ", but is " + value);
    }
  }
}
