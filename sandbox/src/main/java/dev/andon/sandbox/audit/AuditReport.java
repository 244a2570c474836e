package dev.andon.sandbox.audit;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run in figures. The keys of the file are stable: {@code frames = confident + escalated +
 * withheld + suppressed} and {@code escalated = verdicts + evicted + quarantined + refused + queued
 * + lost}.
 *
 * @param journal what stations captured
 * @param audit what became of it
 * @param run what the plant did meanwhile
 */
public record AuditReport(CaptureJournal.Pages journal, Audit audit, Run run) {

  /**
   * What the plant did.
   *
   * @param cacheMisses answers that the cache did not have
   * @param cacheBypassed requests that the cache did not see
   * @param providerCalls requests in the providers' books
   * @param fallbacks requests that another provider than the first answered
   * @param linkOutages how often the link between stations and broker broke
   * @param replayed escalations that reached the hub after their deadline
   * @param spendByLine millionths of the currency, from the hub's ledger
   * @param unansweredMicros of that, for calls without a usable answer, booked at their bound
   * @param providerMicros millionths of the currency, from the providers' books
   */
  public record Run(
      long cacheMisses,
      long cacheBypassed,
      long providerCalls,
      long fallbacks,
      long linkOutages,
      long replayed,
      String currency,
      Map<String, Long> spendByLine,
      long unansweredMicros,
      long providerMicros,
      double elapsedSeconds) {

    public Run {
      spendByLine = Map.copyOf(spendByLine);
    }

    /** All lines together, in millionths. */
    public long spendMicros() {
      return spendByLine.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Whether both sums hold. */
  public boolean reconciles() {
    return audit.escalated()
        == audit.verdicts()
            + audit.evicted()
            + audit.quarantined()
            + audit.refused()
            + audit.queued()
            + audit.lost().size();
  }

  /** As JSON with stable keys, in the order of the sums. */
  public ObjectNode toJson() {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("frames", journal.frames());
    node.put("confident", journal.confident());
    node.put("escalated", audit.escalated());
    node.put("withheld", journal.withheld());
    node.put("suppressed", journal.suppressed());
    node.put("verdicts", audit.verdicts());
    node.put("evicted", audit.evicted());
    node.put("quarantined", audit.quarantined());
    node.put("refused", audit.refused());
    node.put("queued", audit.queued());
    node.put("lost", audit.lost().size());
    node.put("duplicates_charged", audit.duplicatesCharged());
    node.putObject("cache")
        .put("hits", audit.cacheHits())
        .put("misses", run.cacheMisses())
        .put("bypassed", run.cacheBypassed())
        .put("wrong_hits", audit.wrongHits());
    node.put("provider_calls", run.providerCalls());
    node.put("fallbacks", run.fallbacks());
    node.put("link_outages", run.linkOutages());
    node.put("replayed", run.replayed());
    node.putObject("accuracy")
        .put("judged", audit.score().judged())
        .put("correct", audit.score().correct())
        .put("missed_defects", audit.score().missedDefects())
        .put("false_alarms", audit.score().falseAlarms())
        .put("majority", audit.score().majority());
    spend(node.putObject("spend"));
    node.putObject("latency_ms")
        .put("triage_p50", rounded(journal.triage().p50()))
        .put("triage_p95", rounded(journal.triage().p95()))
        .put("escalation_p50", rounded(journal.escalation().p50()))
        .put("escalation_p95", rounded(journal.escalation().p95()));
    node.put("elapsed_s", rounded(run.elapsedSeconds()));
    return node;
  }

  private void spend(ObjectNode spend) {
    spend.put("currency", run.currency());
    spend.put("total", units(run.spendMicros()));
    ObjectNode lines = spend.putObject("by_line");
    run.spendByLine().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(line -> lines.put(line.getKey(), units(line.getValue())));
  }

  /** Writes the file. */
  public void write(Path file) throws IOException {
    JsonMapper pretty = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.writeString(file, pretty.writeValueAsString(toJson()) + "\n");
  }

  /** Whole units of the currency, exact. */
  public static BigDecimal units(long micros) {
    return BigDecimal.valueOf(micros, 6);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
