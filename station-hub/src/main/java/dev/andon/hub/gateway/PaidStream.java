package dev.andon.hub.gateway;

import dev.andon.hub.billing.Payment;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.ProviderStream;
import dev.andon.hub.request.CompletionEvent;
import dev.andon.hub.request.CompletionStream;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.AttemptOrder;
import dev.andon.hub.routing.Router;
import dev.andon.hub.routing.health.RoutingEvents;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A stream that settles itself: at its end, when it breaks, or when the client goes away. {@link
 * #close()} may come from any thread; the first of the ends counts.
 */
final class PaidStream implements CompletionStream {
  private final RoutingEvents events;
  private final Router router;
  private final RequestContext context;
  private final AttemptOrder order;
  private final AttemptNote note;
  private final Payment payment;
  private final ProviderStream stream;
  private Runnable atEnd = () -> {};
  private boolean ended;

  PaidStream(
      RoutingEvents events,
      Router router,
      RequestContext context,
      AttemptOrder order,
      AttemptNote note,
      Payment payment,
      ProviderStream stream) {
    this.events = events;
    this.router = router;
    this.context = context;
    this.order = order;
    this.note = note;
    this.payment = payment;
    this.stream = stream;
  }

  /** What is to be done once when the stream has ended; at once if it has. */
  void atEnd(Runnable action) {
    boolean now;
    synchronized (this) {
      now = ended;
      atEnd = action;
    }
    if (now) {
      action.run();
    }
  }

  @Override
  public Optional<CompletionEvent> next() {
    if (hasEnded()) {
      return Optional.empty();
    }
    return switch (stream.next()) {
      case ProviderStream.Step.Event event -> Optional.of(event.event());
      case ProviderStream.Step.End end -> finished(end.reported());
      case ProviderStream.Step.Broken broken -> broken(broken.failure());
    };
  }

  @Override
  public Trail trail() {
    return context.trail();
  }

  @Override
  public void close() {
    if (hasEnded()) {
      return;
    }
    stream.close();
    end(
        () -> {
          Optional<TokenUsage> reported = stream.reported();
          Money cost = paid(reported, LedgerEntry.Outcome.CANCELLED);
          return note.cancelled(reported.orElse(TokenUsage.NONE), cost);
        });
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  private Optional<CompletionEvent> finished(Optional<TokenUsage> reported) {
    boolean first =
        end(
            () ->
                note.succeeded(
                    reported.orElse(TokenUsage.NONE),
                    paid(reported, LedgerEntry.Outcome.ANSWERED)));
    return first
        ? Optional.of(new CompletionEvent.Finished(reported.orElse(TokenUsage.NONE)))
        : Optional.empty();
  }

  private Optional<CompletionEvent> broken(AttemptFailure failure) {
    Optional<TokenUsage> reported = stream.reported();
    boolean first =
        end(
            () ->
                note.failed(
                    failure,
                    reported.orElse(TokenUsage.NONE),
                    Optional.of(paid(reported, LedgerEntry.Outcome.FAILED))));
    if (!first) {
      return Optional.empty();
    }
    router.broke(order, failure);
    return Optional.of(
        new CompletionEvent.Broken(
            new Failure(
                Failure.Kind.STREAM_BROKEN,
                "the answer broke off; what came before is not complete",
                Optional.empty())));
  }

  private Money paid(Optional<TokenUsage> reported, LedgerEntry.Outcome outcome) {
    return reported.map(usage -> payment.settle(usage, outcome)).orElseGet(payment::unknown);
  }

  /** Whatever fails in settling, the hold is closed, the stream shut and the permit given back. */
  private boolean end(Supplier<Trail.Attempt> settle) {
    Runnable after = () -> {};
    try {
      synchronized (this) {
        if (ended) {
          return false;
        }
        try {
          events.attempted(settle.get());
        } finally {
          after = atEnd;
          ended = true;
          payment.closeStream();
        }
      }
      return true;
    } finally {
      stream.close();
      after.run();
    }
  }
}
