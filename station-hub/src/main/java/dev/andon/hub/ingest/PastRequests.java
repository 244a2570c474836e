package dev.andon.hub.ingest;

import dev.andon.hub.billing.Past;
import dev.andon.hub.request.RequestId;

/** The books, asked where a run was cut short before its verdict was stored. Thread-safe. */
@FunctionalInterface
public interface PastRequests {
  /** What is known of a request. */
  Past of(RequestId request);

  /** Whether a request is made again where an earlier one may have been answered and paid. */
  default boolean mayAskAgain() {
    return true;
  }
}
