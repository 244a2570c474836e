package dev.andon.edge.triage;

import dev.andon.wire.Verdict;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Frames that somebody was asked about, and what the answer was: by view, the newest of each,
 * bounded. A person's answer stands over a machine's, whichever came first; among equals the later
 * one stands, so that a correction takes back what it contradicts. Thread-safe.
 */
public final class Judgements {
  /** Newest judged frames that are kept of a view: the bounds get no better beyond. */
  static final int MOST_JUDGED = 5_000;

  /** Newest frames that are kept while nobody has answered. */
  static final int MOST_OPEN = 20_000;

  private final JudgementLog log;
  private final Map<UUID, AskedFrame> open = new Newest<>(MOST_OPEN);
  private final Map<ViewKey, Map<UUID, Judged>> judged = new LinkedHashMap<>();
  private final Map<ViewKey, Map<String, Standard>> standards = new HashMap<>();
  private long changes;

  /**
   * A judged frame.
   *
   * @param machine what a machine answered, if one did
   * @param person what a person answered, if one did
   */
  private record Judged(AskedFrame asked, @Nullable Boolean machine, @Nullable Boolean person) {
    static Judged nothing(AskedFrame asked) {
      return new Judged(asked, null, null);
    }

    Judged with(boolean defective, boolean byPerson) {
      return byPerson
          ? new Judged(asked, machine, defective)
          : new Judged(asked, defective, person);
    }

    boolean defective() {
      return Boolean.TRUE.equals(person == null ? machine : person);
    }

    boolean lookedAtAgain() {
      return machine != null && person != null;
    }

    boolean contradicted() {
      return lookedAtAgain() && !Objects.equals(machine, person);
    }
  }

  /**
   * How often people looked again at what a machine had answered.
   *
   * @param again answers that a person gave on top of a machine's
   * @param contradicted of them, those that say the opposite
   */
  public record Agreement(int again, int contradicted) {}

  /** Forgotten when the process ends. */
  public Judgements() {
    this(JudgementLog.NONE);
  }

  /** With what the log remembers, and kept there. */
  public Judgements(JudgementLog log) {
    this.log = log;
    log.replay(
        new JudgementLog.Reader() {
          @Override
          public void asked(UUID id, AskedFrame asked) {
            open(id, asked);
          }

          @Override
          public void answered(UUID id, boolean defective, boolean byPerson) {
            judge(id, defective, byPerson);
          }

          @Override
          public void drifted(ViewKey view, Standard since) {
            raise(view, since);
          }
        });
  }

  /**
   * A frame is asked about.
   *
   * @param escalation names the answer
   */
  public synchronized void asked(UUID escalation, AskedFrame asked) {
    open(escalation, asked);
    log.asked(escalation, asked);
  }

  private void open(UUID escalation, AskedFrame asked) {
    open.put(escalation, asked);
    raise(asked.view(), Standard.parse(asked.standard()));
  }

  /**
   * Somebody answered; an inconclusive verdict and one on an unknown frame say nothing.
   *
   * @param byPerson whether a person did
   * @return what the frame was like, where the answer changes what is known of it
   */
  public synchronized Optional<AskedFrame> answered(
      UUID escalation, Verdict verdict, boolean byPerson) {
    Optional<Boolean> defective =
        switch (verdict) {
          case Verdict.Pass pass -> Optional.of(false);
          case Verdict.Defect defect -> Optional.of(true);
          case Verdict.Inconclusive none -> Optional.empty();
        };
    if (defective.isEmpty()) {
      return Optional.empty();
    }
    Optional<AskedFrame> known = judge(escalation, defective.get(), byPerson);
    if (known.isPresent()) {
      log.answered(escalation, defective.get(), byPerson);
    }
    return known;
  }

  private Optional<AskedFrame> judge(UUID escalation, boolean defective, boolean byPerson) {
    Judged before = known(escalation);
    if (before == null) {
      return Optional.empty();
    }
    changes++;
    judged
        .computeIfAbsent(before.asked().view(), view -> new Newest<>(MOST_JUDGED))
        .put(escalation, before.with(defective, byPerson));
    return Optional.of(before.asked());
  }

  private @Nullable Judged known(UUID escalation) {
    AskedFrame waiting = open.remove(escalation);
    if (waiting != null) {
      return Judged.nothing(waiting);
    }
    return judged.values().stream()
        .map(of -> of.get(escalation))
        .filter(before -> before != null)
        .findFirst()
        .orElse(null);
  }

  /** What frames of a view are measured against now. */
  synchronized Standard standard(ViewKey view, String models) {
    return standards.getOrDefault(view, Map.of()).getOrDefault(models, new Standard(models, 0));
  }

  /** Good frames of a view score otherwise than before: what was judged so far proves nothing. */
  synchronized void drifted(ViewKey view, Standard before) {
    Standard since = before.next();
    raise(view, since);
    log.drifted(view, since);
  }

  /** A view never goes back to an earlier standard of the same models. */
  private void raise(ViewKey view, Standard since) {
    if (since.drifts() > standard(view, since.models()).drifts()) {
      standards.computeIfAbsent(view, key -> new HashMap<>()).put(since.models(), since);
      changes++;
    }
  }

  /** Grows with everything that may change a bound. */
  synchronized long changes() {
    return changes;
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

  /** How far people agree with the machine, over all standards of a view. */
  synchronized Agreement agreement(ViewKey view) {
    var all = judged.getOrDefault(view, Map.of()).values();
    return new Agreement(
        (int) all.stream().filter(Judged::lookedAtAgain).count(),
        (int) all.stream().filter(Judged::contradicted).count());
  }

  /** Lines that could not be written to disk since the start. */
  long unkept() {
    return log.unkept();
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
