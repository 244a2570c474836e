package dev.andon.hub.ingest;

import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import dev.andon.wire.Escalation;
import java.util.List;
import java.util.Optional;

/**
 * Escalations that were received and stored, and that the money file knows nothing of any more:
 * {@code evidence.db} has their form. They are escalations to judge again, so that no station waits
 * for ever. Each gets a first run that counts as interrupted, because nobody knows whether there
 * was one: the next run has another request id, and is not paid for where the first one's answer
 * was. Works before anything else does; doing it again changes nothing.
 */
final class LostEscalations {
  private static final int PAGE = 1_000;

  private final Store books;
  private final EvidenceStore evidence;

  LostEscalations(Store books, EvidenceStore evidence) {
    this.books = books;
    this.evidence = evidence;
  }

  /**
   * Returns how many are to be judged again.
   *
   * @param everything looks at every form, and mends rows with holes; otherwise at the newest ones,
   *     until a thousand in a row are known
   */
  int takeUp(boolean everything) {
    int mended = everything ? books.write(LostEscalations::mend) : 0;
    int taken = 0;
    Optional<EvidenceStore.Form> last = Optional.empty();
    while (true) {
      List<EvidenceStore.Form> page = evidence.forms(last, PAGE);
      int here = page.isEmpty() ? 0 : takeUp(page);
      taken += here;
      if (page.size() < PAGE || (here == 0 && !everything)) {
        return mended + taken;
      }
      last = Optional.of(page.getLast());
    }
  }

  private int takeUp(List<EvidenceStore.Form> page) {
    List<EvidenceStore.Form> missing =
        books.read(tx -> page.stream().filter(f -> !known(tx, f)).toList());
    int taken = 0;
    for (EvidenceStore.Form form : missing) {
      Optional<Escalation> escalation = evidence.form(form.id());
      if (escalation.isPresent()) {
        taken += books.write(tx -> take(tx, escalation.get(), form.storedMs()));
      }
    }
    return taken;
  }

  private static boolean known(Tx tx, EvidenceStore.Form form) {
    return tx.number("SELECT COUNT(*) FROM escalation WHERE id = ?", form.id().toString()) == 1;
  }

  private static int take(Tx tx, Escalation escalation, long storedMs) {
    String id = escalation.id().toString();
    boolean decided =
        tx.number("SELECT COUNT(*) FROM verdict WHERE escalation_id = ? AND provisional = 0", id)
            > 0;
    int added =
        tx.update(
            "INSERT INTO escalation (id, station, lane, state, received_ms, deadline_ms,"
                + " next_try_ms, image_sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (id) DO NOTHING",
            id,
            escalation.station().toString(),
            EscalationStore.word(escalation.lane()),
            decided ? "decided" : "queued",
            storedMs,
            storedMs + escalation.deadlineRemainingMs(),
            storedMs,
            escalation.image().sha256());
    if (added == 1 && !decided) {
      tx.update(
          "INSERT INTO judging (escalation_id, run, request_id, started_ms) VALUES (?, 1, ?, ?)"
              + " ON CONFLICT DO NOTHING",
          id,
          id,
          storedMs);
    }
    return decided ? 0 : added;
  }

  /** Decided without a verdict, and open without the run that may have been paid for. */
  private static int mend(Tx tx) {
    int reopened =
        tx.update(
            "UPDATE escalation SET state = 'queued' WHERE state = 'decided' AND NOT EXISTS"
                + " (SELECT 1 FROM verdict v WHERE v.escalation_id = escalation.id"
                + " AND v.provisional = 0)");
    tx.update(
        "INSERT INTO judging (escalation_id, run, request_id, started_ms)"
            + " SELECT e.id, 1, e.id, e.received_ms FROM escalation e WHERE e.state <> 'decided'"
            + " AND NOT EXISTS (SELECT 1 FROM judging j WHERE j.escalation_id = e.id)"
            + " ON CONFLICT DO NOTHING");
    return reopened;
  }
}
