package dev.andon.hub.gateway;

import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.billing.Payment;
import dev.andon.hub.budget.HoldRequest;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Quote;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.api.ProviderCall;
import dev.andon.hub.provider.api.ProviderStream;
import dev.andon.hub.provider.http.ImageFetch;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.Trail;
import dev.andon.hub.request.Trail.SkipReason;
import dev.andon.hub.routing.AttemptOrder;
import dev.andon.hub.routing.AttemptOutcome;
import dev.andon.hub.routing.AttemptRunner;
import dev.andon.hub.routing.Router;
import dev.andon.hub.routing.health.RoutingEvents;
import dev.andon.hub.routing.plan.Candidate;
import dev.andon.hub.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the attempts of requests: hold, then the provider, then settle and ledger in one
 * transaction. Whatever happens, a hold that was taken is settled, freed or booked as unknown.
 * Thread-safe.
 */
public final class Attempts {
  private static final String REPAIR =
      "Your last answer could not be used. Answer again with nothing but JSON that is valid"
          + " against the given schema.";

  private final Billing billing;
  private final RoutingEvents events;
  private final AnswerFormatCheck answers;
  private final ImageFetch images;
  private final InstantSource clock;
  private final Ticker ticker;

  /**
   * Prepares to attempt.
   *
   * @param images fetches pictures for providers that take no address
   */
  public Attempts(
      Billing billing,
      RoutingEvents events,
      AnswerFormatCheck answers,
      ImageFetch images,
      InstantSource clock,
      Ticker ticker) {
    this.billing = billing;
    this.events = events;
    this.answers = answers;
    this.images = images;
    this.clock = clock;
    this.ticker = ticker;
  }

  /** The attempts of one request, which a key pays for. */
  AttemptRunner<PaidAnswer> of(
      RequestContext context, Router router, VirtualKey key, RequestShape shape) {
    return new OfRequest(context, router, key, shape);
  }

  /** One request's attempts; they may come from several threads. */
  private final class OfRequest implements AttemptRunner<PaidAnswer> {
    private final RequestContext context;
    private final Router router;
    private final VirtualKey key;
    private final Content content;
    private final Content shown;
    private final RequestShape shape;
    private @Nullable Content inlined;

    OfRequest(RequestContext context, Router router, VirtualKey key, RequestShape shape) {
      this.context = context;
      this.router = router;
      this.key = key;
      this.content = context.request().content();
      this.shown = context.request().shown();
      this.shape = shape;
    }

    @Override
    public Optional<Objection> objection(Candidate candidate) {
      if (!allowed(candidate)) {
        return no(SkipReason.NOT_ALLOWED, "the key may not use it");
      }
      if (billing.quote(candidate.toString(), shape).isEmpty()) {
        return no(SkipReason.NO_PRICE, "it has no price");
      }
      return router
          .provider(candidate)
          .objection(content(candidate))
          .flatMap(why -> no(SkipReason.CANNOT_TAKE_REQUEST, why));
    }

    /**
     * Each candidate must be allowed by itself, unless the key may use the alias that leads to it,
     * or the hub itself has chosen the model, as for stations.
     */
    private boolean allowed(Candidate candidate) {
      ModelName asked = context.request().content().model();
      boolean chosenForCaller = asked.provider().isEmpty() || context.request().door() == Door.MQTT;
      return key.allows(candidate.toString()) || (chosenForCaller && key.allows(asked.text()));
    }

    /** All there is to show, to a provider that takes it; the question alone to others. */
    private Content content(Candidate candidate) {
      return router.provider(candidate).objection(shown).isEmpty() ? shown : question(candidate);
    }

    /**
     * Image URLs are fetched only for a provider that takes none, and only if the key allows it.
     */
    private Content question(Candidate candidate) {
      return key.fetchHosts().isEmpty() || router.provider(candidate).objection(content).isEmpty()
          ? content
          : inlined();
    }

    /** Fetched once, for all providers that need it. */
    private synchronized Content inlined() {
      Content made = inlined;
      if (made == null) {
        made = images.inlined(content, key.fetchHosts());
        inlined = made;
      }
      return made;
    }

    @Override
    public AttemptOutcome<PaidAnswer> attempt(AttemptOrder order) {
      RequestShape measured = order.cause() == Trail.Cause.REPAIR ? withRepair() : shape;
      Quote quote =
          quote(order.candidate(), measured)
              .orElseGet(() -> billing.quote(order.candidate().toString(), measured).orElseThrow());
      Checked<Payment> payment = hold(order, quote);
      return payment.stopped()
          ? new AttemptOutcome.Unpaid<>(payment.refusal())
          : ask(order, quote, payment.value());
    }

    @Override
    public void discard(PaidAnswer answer) {
      switch (answer) {
        case PaidAnswer.Live live -> live.stream().close();
        case PaidAnswer.Whole _ -> {}
      }
    }

    /** A key may let the answer's bound be lowered to what the budget still pays for. */
    private Optional<Quote> quote(Candidate candidate, RequestShape measured) {
      return key.clampOutput()
          ? billing.quoteThatFits(candidate.toString(), measured, key.owners())
          : billing.quote(candidate.toString(), measured);
    }

    private RequestShape withRepair() {
      return new RequestShape(
          shape.textBytes() + REPAIR.length(),
          shape.messages() + 1,
          shape.images(),
          shape.choices(),
          shape.maxOutputTokens(),
          shape.hourCache());
    }

    private Checked<Payment> hold(AttemptOrder order, Quote quote) {
      HoldRequest request =
          HoldRequest.of(
              context.request().id(),
              order.number(),
              key.owners(),
              context.request().attributes().variant().orElse(""),
              order.candidate().toString(),
              quote);
      return billing.hold(request, quote);
    }

    private AttemptOutcome<PaidAnswer> ask(AttemptOrder order, Quote quote, Payment held) {
      try (Payment payment = held) {
        AttemptNote note = new AttemptNote(context.log(), order, quote, clock.instant(), ticker);
        note.begun();
        ProviderAnswer answer =
            order
                .provider()
                .call(
                    new ProviderCall(
                        asked(order, quote),
                        order.candidate().model(),
                        order.key(),
                        order.limits()));
        return switch (answer) {
          case ProviderAnswer.Failed failed -> failed(note, payment, failed.failure());
          case ProviderAnswer.Whole whole -> whole(note, payment, whole);
          case ProviderAnswer.Streaming streaming ->
              streaming(order, note, payment, streaming.stream());
        };
      }
    }

    /** The request as it is sent: never allowed to write more than was held for. */
    private Content asked(AttemptOrder order, Quote quote) {
      if (!(content(order.candidate()) instanceof Chat chat)) {
        return content;
      }
      Chat asked =
          order.cause() == Trail.Cause.REPAIR
              ? chat.withMessage(Message.of(Message.Role.USER, new Part.Text(REPAIR)))
              : chat;
      return key.clampOutput() && quote.outputTokensPerChoice() > 0
          ? asked.withSampling(
              asked
                  .sampling()
                  .withMaxTokens((int) Math.min(Integer.MAX_VALUE, quote.outputTokensPerChoice())))
          : asked;
    }

    private AttemptOutcome<PaidAnswer> failed(
        AttemptNote note, Payment payment, AttemptFailure failure) {
      Duration took = note.took();
      Optional<Money> cost =
          switch (failure.charge()) {
            case AttemptFailure.Charge.Nothing _ -> {
              payment.free();
              yield Optional.empty();
            }
            case AttemptFailure.Charge.Unknown _ -> Optional.of(payment.unknown());
            case AttemptFailure.Charge.Reported reported ->
                Optional.of(payment.settle(reported.usage(), LedgerEntry.Outcome.FAILED));
          };
      TokenUsage usage =
          failure.charge() instanceof AttemptFailure.Charge.Reported reported
              ? reported.usage()
              : TokenUsage.NONE;
      Trail.Attempt attempt = note.failed(failure, usage, cost);
      events.attempted(attempt);
      return new AttemptOutcome.Failed<>(failure, took);
    }

    private AttemptOutcome<PaidAnswer> whole(
        AttemptNote note, Payment payment, ProviderAnswer.Whole whole) {
      Optional<AttemptFailure> problem =
          content instanceof Chat chat && whole.reply() instanceof Completion completion
              ? answers.problem(chat, completion)
              : Optional.empty();
      if (problem.isPresent()) {
        return failed(
            note, payment, whole.reported().map(problem.get()::charged).orElse(problem.get()));
      }
      Duration took = note.took();
      Money cost = paid(payment, whole);
      Trail.Attempt attempt = note.succeeded(whole.reply().usage(), cost);
      events.attempted(attempt);
      return new AttemptOutcome.Answered<>(new PaidAnswer.Whole(whole.reply(), attempt), took);
    }

    /** A station's escalation outlives this process, so its answer is kept with its booking. */
    private Money paid(Payment payment, ProviderAnswer.Whole whole) {
      if (context.request().door() == Door.MQTT && whole.reply() instanceof Completion completion) {
        return payment.answered(whole.reported(), completion.first().text().orElse(""));
      }
      return whole
          .reported()
          .map(usage -> payment.settle(usage, LedgerEntry.Outcome.ANSWERED))
          .orElseGet(payment::unknown);
    }

    private AttemptOutcome<PaidAnswer> streaming(
        AttemptOrder order, AttemptNote note, Payment payment, ProviderStream stream) {
      Duration took = note.took();
      note.firstToken();
      payment.handOver();
      return new AttemptOutcome.Answered<>(
          new PaidAnswer.Live(
              new PaidStream(events, router, context, order, note, payment, stream)),
          took);
    }

    private static Optional<Objection> no(SkipReason reason, String detail) {
      return Optional.of(new Objection(reason, detail));
    }
  }
}
