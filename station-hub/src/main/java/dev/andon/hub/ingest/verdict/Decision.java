package dev.andon.hub.ingest.verdict;

import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage.AnsweredBy;
import java.time.Duration;

/** What follows from one run through the gateway. */
public sealed interface Decision {
  /** One word for the record of the run. */
  String outcome();

  /** The final verdict. */
  record Final(String outcome, Verdict verdict, AnsweredBy answeredBy) implements Decision {}

  /**
   * No answer yet: the station is told so, and the escalation is tried again.
   *
   * @param after before which trying again is pointless
   * @param unreachable whether it says that no provider can be reached at all
   */
  record Later(String outcome, Verdict.Inconclusive verdict, Duration after, boolean unreachable)
      implements Decision {}

  /** Nothing is known and nothing is said: the hub is stopping. The next start takes it up. */
  record Abandoned() implements Decision {
    @Override
    public String outcome() {
      return "abandoned";
    }
  }
}
