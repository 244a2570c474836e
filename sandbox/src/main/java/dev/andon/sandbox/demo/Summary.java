package dev.andon.sandbox.demo;

import dev.andon.sandbox.audit.Audit;
import dev.andon.sandbox.audit.AuditReport;
import dev.andon.sandbox.audit.CaptureJournal;
import dev.andon.sandbox.audit.Score;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The end of a demo in words and figures. */
final class Summary {

  private static final int SHOWN_IDS = 10;

  private final PrintWriter out;

  Summary(PrintWriter out) {
    this.out = out;
  }

  void print(AuditReport report) {
    CaptureJournal.Pages journal = report.journal();
    Audit audit = report.audit();
    AuditReport.Run run = report.run();
    out.println();
    row(
        "frames",
        "%d = %d on the spot + %d escalated + %d withheld + %d suppressed",
        journal.frames(),
        journal.confident(),
        audit.escalated(),
        journal.withheld(),
        journal.suppressed());
    row(
        "escalated",
        "%d = %d verdicts + %d evicted + %d quarantined + %d refused + %d queued" + " + %d lost",
        audit.escalated(),
        audit.verdicts(),
        audit.evicted(),
        audit.quarantined(),
        audit.refused(),
        audit.queued(),
        audit.lost().size());
    row(
        "providers",
        "%d calls, %d answered by the fallback, %d from the hub's cache (%d wrong)",
        run.providerCalls(),
        run.fallbacks(),
        audit.cacheHits(),
        audit.wrongHits());
    row(
        "link",
        "%d outages, %d escalations replayed afterwards",
        run.linkOutages(),
        run.replayed());
    accuracy(audit.score());
    row(
        "spend",
        "%s %s in the hub's ledger, %s in the providers' books",
        AuditReport.units(run.spendMicros()).toPlainString(),
        run.currency(),
        AuditReport.units(run.providerMicros()).toPlainString());
    if (run.unansweredMicros() > 0) {
      row(
          "",
          "%s of it booked for calls that broke off: nobody knows what they cost",
          AuditReport.units(run.unansweredMicros()).toPlainString());
    }
    run.spendByLine().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(
            line ->
                row(
                    "",
                    "%s %s",
                    line.getKey(),
                    AuditReport.units(line.getValue()).toPlainString()));
    row(
        "latency",
        "triage %.1f ms (p95 %.1f), escalation to verdict %.0f ms (p95 %.0f)",
        journal.triage().p50(),
        journal.triage().p95(),
        journal.escalation().p50(),
        journal.escalation().p95());
    row(
        "audit",
        "lost %d, charged twice %d, unknown ids %d",
        audit.lost().size(),
        audit.duplicatesCharged(),
        audit.strangers().size());
    ids("lost", audit.lost());
    ids("unknown", audit.strangers());
    if (journal.skipped() > 0) {
      row("skipped", "%d places where no frame could be read", journal.skipped());
    }
    row(
        "result",
        audit.clean() && report.reconciles()
            ? "nothing lost, nothing charged twice"
            : "THE BOOKS DO NOT BALANCE");
    out.flush();
  }

  private void accuracy(Score score) {
    if (score.judged() == 0) {
      row("accuracy", "nothing is known to be true of these frames");
      return;
    }
    row(
        "accuracy",
        "%d of %d right (%.1f %%; always the same answer: %.1f %%), %d missed defects,"
            + " %d false alarms",
        score.correct(),
        score.judged(),
        100.0 * score.correct() / score.judged(),
        100.0 * score.majority() / score.judged(),
        score.missedDefects(),
        score.falseAlarms());
  }

  private void ids(String what, List<UUID> ids) {
    ids.stream().limit(SHOWN_IDS).forEach(id -> row("", "%s %s", what, id));
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  private void row(String name, String format, Object... values) {
    out.println(
        String.format(Locale.ROOT, "%-10s ", name) + String.format(Locale.ROOT, format, values));
  }
}
