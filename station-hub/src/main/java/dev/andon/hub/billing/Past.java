package dev.andon.hub.billing;

import dev.andon.hub.money.Money;
import dev.andon.hub.request.RequestId;

/** What the books know of a request whose caller was cut short. */
public sealed interface Past {
  /**
   * It was answered and paid for.
   *
   * @param candidate {@code provider/model}
   * @param text of the answer
   */
  record Answered(RequestId request, String candidate, String text, Money cost) implements Past {}

  /** An attempt went out, and what it gave is not known: asking again may pay twice. */
  record Unknown() implements Past {}

  /** Nothing was paid for. */
  record Nothing() implements Past {}
}
