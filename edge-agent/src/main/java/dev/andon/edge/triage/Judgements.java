package dev.andon.edge.triage;

import dev.andon.wire.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Frames that somebody was asked about, and what the answer was: by view, the newest of each,
 * bounded. A later answer on the same frame replaces the earlier one, so that a correction takes
 * back what it contradicts. Thread-safe.
 */
public final class Judgements {
  /** Newest judged frames that are kept of a view: the bounds get no better beyond. */
  static final int MOST_JUDGED = 5_000;

  /** Newest frames that are kept while nobody has answered. */
  static final int MOST_OPEN = 20_000;

  private final JudgementLog log;
  private final Map<UUID, Asked> open = new Newest<>(MOST_OPEN);
  private final Map<ViewKey, Map<UUID, Judged>> judged = new LinkedHashMap<>();

  private record Judged(Asked asked, boolean defective) {}

  /** Forgotten when the process ends. */
  public Judgements() {
    this(JudgementLog.NONE);
  }

  /** With what the log remembers, and kept there. */
  public Judgements(JudgementLog log) {
    this.log = log;
    log.replay(open::put, this::judge);
  }

  /**
   * A frame is asked about.
   *
   * @param escalation names the answer
   */
  public synchronized void asked(UUID escalation, Asked asked) {
    open.put(escalation, asked);
    log.asked(escalation, asked);
  }

  /** Somebody answered; an inconclusive verdict and one on an unknown frame say nothing. */
  public synchronized void answered(UUID escalation, Verdict verdict) {
    Optional<Boolean> defective =
        switch (verdict) {
          case Verdict.Pass pass -> Optional.of(false);
          case Verdict.Defect defect -> Optional.of(true);
          case Verdict.Inconclusive none -> Optional.empty();
        };
    if (defective.isPresent() && judge(escalation, defective.get())) {
      log.answered(escalation, defective.get());
    }
  }

  private boolean judge(UUID escalation, boolean defective) {
    Asked asked = known(escalation);
    if (asked == null) {
      return false;
    }
    judged
        .computeIfAbsent(asked.view(), view -> new Newest<>(MOST_JUDGED))
        .put(escalation, new Judged(asked, defective));
    return true;
  }

  private @Nullable Asked known(UUID escalation) {
    Asked waiting = open.remove(escalation);
    if (waiting != null) {
      return waiting;
    }
    return judged.values().stream()
        .map(of -> of.get(escalation))
        .filter(before -> before != null)
        .map(Judged::asked)
        .findFirst()
        .orElse(null);
  }

  /** Scores of fairly asked frames of a view that were judged so, on one standard. */
  synchronized double[] scores(ViewKey view, String standard, boolean defective) {
    return on(view, standard)
        .filter(each -> each.asked().fair() && each.defective() == defective)
        .mapToDouble(each -> each.asked().score())
        .toArray();
  }

  /** Passes of a view that were asked about at random and judged. */
  synchronized int checked(ViewKey view, String standard) {
    return (int) on(view, standard).filter(each -> each.asked().passing()).count();
  }

  /** Of them, those that were defective. */
  synchronized int missed(ViewKey view, String standard) {
    return (int)
        on(view, standard).filter(each -> each.asked().passing() && each.defective()).count();
  }

  private Stream<Judged> on(ViewKey view, String standard) {
    return judged.getOrDefault(view, Map.of()).values().stream()
        .filter(each -> each.asked().standard().equals(standard));
  }

  /** Forgets its eldest entry above a bound. */
  private static final class Newest<V> extends LinkedHashMap<UUID, V> {
    private static final long serialVersionUID = 1;
    private final int most;

    Newest(int most) {
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<UUID, V> eldest) {
      return size() > most;
    }
  }
}
