package dev.andon.hub.setup;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.gateway.RequestMeasure;
import dev.andon.hub.ingest.IngestConfig;
import dev.andon.hub.ingest.SampleQuestion;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Price;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.provider.ProviderConfig;
import dev.andon.hub.routing.plan.Candidate;
import dev.andon.hub.routing.plan.Route;
import dev.andon.hub.routing.plan.RouteTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What one question of a station costs with each model that may judge it, in words. */
final class QuestionPrices {
  private static final long BYTES_PER_TOKEN = 4;

  /** A verdict with one or two findings. */
  private static final long ANSWER_TOKENS = 80;

  private final RouteTable routes;
  private final Map<String, ProviderConfig> providers;
  private final PriceBook prices;
  private final LocalDate today;

  QuestionPrices(
      RouteTable routes, Map<String, ProviderConfig> providers, PriceBook prices, LocalDate today) {
    this.routes = routes;
    this.providers = providers;
    this.prices = prices;
    this.today = today;
  }

  /** Nothing where no model has a price: the notes say so. */
  List<String> lines(IngestConfig escalations) {
    SampleQuestion sample = SampleQuestion.of(escalations);
    RequestShape alone = shape(sample.alone());
    RequestShape compared = shape(sample.compared());
    List<String> models =
        candidates(escalations.model())
            .distinct()
            .flatMap(candidate -> line(candidate, alone, compared).stream())
            .toList();
    return models.isEmpty()
        ? List.of()
        : Stream.concat(Stream.of(head(escalations)), models.stream()).toList();
  }

  private static String head(IngestConfig escalations) {
    return "One question about a cut-out of %1$d x %1$d pixels, about; escalations.comparison is %2$s:"
        .formatted(
            SampleQuestion.SIDE,
            escalations.compares()
                ? "true, so that questions with a good part beside it cost the second amount"
                : "false, so that models see it alone");
  }

  private Optional<String> line(Candidate candidate, RequestShape alone, RequestShape compared) {
    return prices
        .on(candidate.toString(), today)
        .map(
            price ->
                "  "
                    + candidate
                    + ": "
                    + amounts(price, alone)
                    + (takesTwo(candidate)
                        ? "; with a comparison "
                            + amounts(price, compared)
                            + more(price, alone, compared)
                        : "; a comparison stays behind, as its max_images is 1"));
  }

  private boolean takesTwo(Candidate candidate) {
    return Optional.ofNullable(providers.get(candidate.provider()))
        .flatMap(ProviderConfig::maxImages)
        .map(most -> most > 1)
        .orElse(true);
  }

  private static String amounts(Price price, RequestShape shape) {
    return "%s %s (at most %s are held)"
        .formatted(
            rounded(likely(price, shape)),
            price.currency().getCurrencyCode(),
            rounded(held(price, shape)));
  }

  private static String more(Price price, RequestShape alone, RequestShape compared) {
    long before = Math.max(1, likely(price, alone).micros());
    double share = 100.0 * (likely(price, compared).micros() - before) / before;
    return String.format(Locale.ROOT, ", %+.0f %%", share);
  }

  private static Money likely(Price price, RequestShape shape) {
    long images =
        shape.images().stream()
            .mapToLong(image -> price.images().tokens(image.width(), image.height()))
            .sum();
    return price.of(TokenUsage.of(shape.textBytes() / BYTES_PER_TOKEN + images, ANSWER_TOKENS));
  }

  private static Money held(Price price, RequestShape shape) {
    return price.atMost(
        PriceBook.inputBound(price, shape), PriceBook.outputBound(price, shape), shape.hourCache());
  }

  private static String rounded(Money money) {
    return BigDecimal.valueOf(money.micros(), 6).setScale(5, RoundingMode.UP).toPlainString();
  }

  private static RequestShape shape(Chat chat) {
    return RequestMeasure.of(chat, Long.MAX_VALUE).value();
  }

  /** Whatever the conditions: stations of several lines may be judged by several. */
  private Stream<Candidate> candidates(String model) {
    List<Candidate> routed =
        routes.routes().stream()
            .filter(route -> route.models().contains(model))
            .flatMap(
                route ->
                    Stream.concat(
                        route.candidates().stream().map(Route.Weighted::candidate),
                        route.fallbacks().stream()))
            .toList();
    if (!routed.isEmpty()) {
      return routed.stream();
    }
    return model.indexOf('/') > 0
        ? Stream.of(Candidate.parse(model))
        : routes.offered().getOrDefault(model, List.of()).stream().map(Route.Weighted::candidate);
  }
}
