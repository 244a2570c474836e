package dev.andon.sandbox.audit;

import dev.andon.wire.VerdictMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks for every captured id in what stations, hub and providers have, and says where it is. A
 * loss is an id that was found nowhere, never what is left over in a sum. Pure; one instance for
 * one audit.
 */
public final class Auditor {

  private enum Found {
    VERDICT,
    EVICTED,
    QUARANTINED,
    REFUSED,
    QUEUED,
    NOWHERE
  }

  private final Evidence evidence;
  private final Map<UUID, OutboxRow> outbox = new HashMap<>();
  private final Map<UUID, HubRow> hub = new HashMap<>();

  private Auditor(Evidence evidence) {
    this.evidence = evidence;
    evidence.outboxes().forEach(row -> outbox.put(row.id(), row));
    evidence.hub().forEach(row -> hub.put(row.id(), row));
  }

  public static Audit audit(Evidence evidence) {
    return new Auditor(evidence).audit();
  }

  private Audit audit() {
    Map<Found, List<UUID>> found = new HashMap<>();
    Score score = evidence.journal().onTheSpot();
    Hits hits = new Hits();
    for (CaptureJournal.Captured one : evidence.journal().captured()) {
      found.computeIfAbsent(find(one.id()), key -> new ArrayList<>()).add(one.id());
      verdictOn(one.id()).ifPresent(verdict -> hits.add(verdict, one));
    }
    return new Audit(
        evidence.journal().captured().size(),
        count(found, Found.VERDICT),
        count(found, Found.EVICTED),
        count(found, Found.QUARANTINED),
        count(found, Found.REFUSED),
        count(found, Found.QUEUED),
        found.getOrDefault(Found.NOWHERE, List.of()),
        duplicatesCharged(),
        strangers(),
        score.plus(hits.score),
        hits.cached,
        hits.wrong);
  }

  private Found find(UUID id) {
    @Nullable OutboxRow row = outbox.get(id);
    @Nullable HubRow stored = hub.get(id);
    if ((row != null && row.finalVerdict()) || verdictOn(id).isPresent()) {
      return Found.VERDICT;
    }
    if (stored != null) {
      return Found.QUEUED;
    }
    if (row == null) {
      return evidence.quarantined().contains(id) ? Found.QUARANTINED : Found.NOWHERE;
    }
    return switch (row.standing()) {
      case WAITING -> row.pictureKept() ? Found.QUEUED : Found.NOWHERE;
      case REFUSED -> Found.REFUSED;
      case EVICTED -> Found.EVICTED;
      // The station gave its picture away, and the hub that took it does not know it.
      case HANDED_OVER, DONE -> Found.NOWHERE;
    };
  }

  private Optional<VerdictMessage> verdictOn(UUID id) {
    return Optional.ofNullable(hub.get(id)).flatMap(HubRow::finalVerdict);
  }

  /** Two escalations may carry the same picture; then two charges for it are right. */
  private long duplicatesCharged() {
    Map<String, Long> allowed = new HashMap<>();
    evidence.journal().captured().forEach(one -> allowed.merge(one.imageSha256(), 1L, Long::sum));
    return evidence.answersByImage().entrySet().stream()
        .filter(answers -> allowed.containsKey(answers.getKey()))
        .mapToLong(
            answers -> Math.max(0, answers.getValue() - allowed.getOrDefault(answers.getKey(), 0L)))
        .sum();
  }

  private List<UUID> strangers() {
    Set<UUID> known = new HashSet<>();
    evidence.journal().captured().forEach(one -> known.add(one.id()));
    Set<UUID> strangers = new HashSet<>(outbox.keySet());
    strangers.addAll(hub.keySet());
    strangers.removeAll(known);
    return List.copyOf(strangers);
  }

  private static long count(Map<Found, List<UUID>> found, Found where) {
    return found.getOrDefault(where, List.of()).size();
  }

  /** What final verdicts were worth. */
  private static final class Hits {

    private final Score score = new Score();
    private long cached;
    private long wrong;

    void add(VerdictMessage verdict, CaptureJournal.Captured one) {
      boolean fromCache = verdict.answeredBy() == VerdictMessage.AnsweredBy.CACHE;
      cached += fromCache ? 1 : 0;
      Score own = new Score();
      one.truth().ifPresent(truth -> own.add(Judgement.of(verdict.verdict()), truth));
      wrong += fromCache ? own.judged() - own.correct() : 0;
      one.truth().ifPresent(truth -> score.add(Judgement.of(verdict.verdict()), truth));
    }
  }
}
