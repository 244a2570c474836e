package dev.andon.hub.gateway;

import dev.andon.config.Environment;
import dev.andon.config.Secret;
import dev.andon.hub.account.CallerKeys;
import dev.andon.hub.account.KeyHash;
import dev.andon.hub.account.Keys;
import dev.andon.hub.account.StationVirtualKeys;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.account.YamlKey;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.budget.BudgetEvent;
import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.cache.AnswerCache;
import dev.andon.hub.chat.Content;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.price.ImageRule;
import dev.andon.hub.price.Price;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.TestRates;
import dev.andon.hub.provider.ProviderConfig;
import dev.andon.hub.provider.ProviderKeyConfig;
import dev.andon.hub.provider.ProviderKind;
import dev.andon.hub.provider.Providers;
import dev.andon.hub.provider.Upstream;
import dev.andon.hub.provider.api.Provider;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.api.ProviderCall;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.provider.http.ImageFetch;
import dev.andon.hub.provider.http.ProviderHttp;
import dev.andon.hub.ratelimit.Limits;
import dev.andon.hub.ratelimit.RateLimits;
import dev.andon.hub.ratelimit.RateRule;
import dev.andon.hub.ratelimit.Storms;
import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.request.RequestLane;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.Router;
import dev.andon.hub.routing.ScaledTime;
import dev.andon.hub.routing.health.RoutingEvents;
import dev.andon.hub.routing.plan.FallbackConfig;
import dev.andon.hub.routing.plan.RouteTables;
import dev.andon.hub.routing.plan.RoutingPolicy;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.Sleeper;
import dev.andon.hub.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A whole gateway on a real store, with two real providers over HTTP: {@code first} and {@code
 * second}.
 */
public final class GatewayFixture implements AutoCloseable {
  static final String KEY = "vk-secret-of-anna";
  static final Currency EUR = Currency.getInstance("EUR");

  /** Requests of the team that may be under way at once. */
  static final int CONCURRENT = 40;

  public final Upstream first;
  public final Upstream second;
  final Store store;
  public final Billing billing;
  public final StagedGateway gateway;

  /** Whether the request log throws. */
  volatile boolean logBreaks;

  final List<String> ended = Collections.synchronizedList(new ArrayList<>());
  private final List<BudgetEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final Path folder;
  private final Times times;
  private final ProviderHttp http;
  private final Random random = new Random(11);

  /** Our frames on the stack when a provider was asked last. */
  final AtomicInteger depth = new AtomicInteger();

  /** Counts our frames whenever the provider is asked. */
  private record Watched(Provider provider, AtomicInteger depth) implements Provider {
    @Override
    public String name() {
      return provider.name();
    }

    @Override
    public List<ProviderKey> keys() {
      return provider.keys();
    }

    @Override
    public Optional<String> objection(Content content) {
      return provider.objection(content);
    }

    @Override
    public ProviderAnswer call(ProviderCall call) {
      long ours =
          StackWalker.getInstance()
              .walk(
                  frames ->
                      frames
                          .skip(1)
                          .map(StackWalker.StackFrame::getClassName)
                          .filter(name -> name.startsWith("dev.andon.hub."))
                          .filter(name -> !name.contains("Test") && !name.contains("Fixture"))
                          .count());
      depth.set((int) ours);
      return provider.call(call);
    }
  }

  /** The clocks of a gateway, and how it waits. */
  public record Times(InstantSource clock, Ticker ticker, Sleeper pause) {
    static final Times REAL = new Times(InstantSource.system(), Ticker.system(), span -> {});

    /** Time that moves when the test, or a wait, moves it. */
    public static Times of(ScaledTime time) {
      return new Times(time, time, time);
    }
  }

  public GatewayFixture(Path folder, List<BudgetRule> budgets, AnswerCache cache, Times times)
      throws Exception {
    this.folder = folder;
    this.times = times;
    http = new ProviderHttp(times.ticker(), times.clock());
    first = new Upstream((request, reply) -> reply.json(200, answer("first")));
    second = new Upstream((request, reply) -> reply.json(200, answer("second")));
    List<Migration> migrations =
        Stream.of(Billing.MIGRATIONS, Keys.MIGRATIONS).flatMap(List::stream).toList();
    InstantSource clock = times.clock();
    store = Store.open(StoreSettings.of(folder.resolve("hub.db")), migrations, clock);
    billing =
        new Billing(
            store,
            "hub-1",
            prices(),
            new ExchangeRates(EUR, ZoneId.of("UTC"), List.of()),
            budgets,
            clock,
            events::add);
    Keys keys = new Keys(store, KeyHash.of(folder.resolve("salt")), List.of(key()), clock, random);
    List<RateRule> rates =
        List.of(
            new RateRule(
                new Owner(Owner.Kind.TEAM, "vision"),
                Optional.empty(),
                Optional.empty(),
                Optional.of((long) CONCURRENT)));
    gateway =
        new StagedGateway(
            new CallerKeys(keys, new StationVirtualKeys(keys, List.of("*"))),
            new RateLimits(
                new Storms(1000, Duration.ofMinutes(1), times.ticker()),
                new Limits(rates, times.ticker())),
            cache,
            billing,
            new Attempts(
                billing,
                RoutingEvents.none(),
                new AnswerFormatCheck(),
                new ImageFetch(),
                clock,
                times.ticker()),
            new RequestContexts(
                (request, outcome, trail) -> ended(outcome),
                GatewaySettings.DEFAULT,
                clock,
                times.ticker()),
            upstreams("sk-upstream-secret-1"));
  }

  private void ended(String outcome) {
    if (logBreaks) {
      throw new IllegalStateException("the log is broken");
    }
    ended.add(outcome);
  }

  GatewayFixture(Path folder, List<BudgetRule> budgets, AnswerCache cache) throws Exception {
    this(folder, budgets, cache, Times.REAL);
  }

  GatewayFixture(Path folder) throws Exception {
    this(folder, List.of(), AnswerCache.off());
  }

  /** Providers and routes as a configuration with these keys of {@code first} makes them. */
  Upstreams upstreams(String... keysOfFirst) {
    return upstreams(config(first, Optional.empty(), keysOfFirst));
  }

  /** The same, where {@code first} takes one image. */
  Upstreams upstreamsOfOneImage() {
    return upstreams(config(first, Optional.of(1), "sk-upstream-secret-1"));
  }

  private Upstreams upstreams(ProviderConfig configOfFirst) {
    Map<String, ProviderConfig> configs = new LinkedHashMap<>();
    configs.put("first", configOfFirst);
    configs.put("second", config(second, Optional.empty(), "sk-upstream-secret-2"));
    List<Provider> providers =
        new Providers(http, Environment.of(Map.of()), folder)
            .make(configs).stream()
                .<Provider>map(provider -> new Watched(provider, depth))
                .toList();
    return new Upstreams(
        RouteTables.make(
            configs, List.of(), List.of(new FallbackConfig("first/m", List.of("second/m")))),
        new Router(
            RoutingPolicy.DEFAULT,
            providers,
            times.ticker(),
            random,
            times.pause(),
            RoutingEvents.none()),
        random);
  }

  private static ProviderConfig config(
      Upstream upstream, Optional<Integer> maxImages, String... keys) {
    return new ProviderConfig(
        Optional.of(ProviderKind.COMPATIBLE),
        Optional.of(upstream.url() + "/v1"),
        Optional.of(Stream.of(keys).map(ProviderKeyConfig::of).toList()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        maxImages);
  }

  private static YamlKey key() {
    return new YamlKey(
        VirtualKey.of(
            "anna",
            Owners.of(new Owner(Owner.Kind.TEAM, "vision"), new Owner(Owner.Kind.PLANT, "bologna")),
            List.of("first/*", "second/m")),
        Optional.of(new Secret(KEY)));
  }

  static PriceBook prices() {
    return new PriceBook(
        "test",
        Stream.of("first/m", "second/m", "third/m")
            .map(
                model ->
                    new Price(
                        model,
                        LocalDate.parse("2026-01-01"),
                        EUR,
                        TestRates.ROUND,
                        Optional.empty(),
                        0,
                        128_000,
                        1_000,
                        new ImageRule.OpenAiTiles(85, 170)))
            .toList(),
        Optional.empty());
  }

  GatewayRequest request(Content content) {
    return request(content, new Caller.Presented(KEY), Duration.ofSeconds(20));
  }

  synchronized GatewayRequest request(Content content, Caller caller, Duration deadline) {
    return new GatewayRequest(
        RequestId.create(times.clock().millis(), random),
        Door.CHAT_COMPLETIONS,
        caller,
        RequestLane.LIVE,
        Attributes.NONE,
        Optional.empty(),
        Optional.of(Deadline.after(deadline, times.ticker())),
        100,
        content);
  }

  GatewayOutcome handle(Content content) {
    return gateway.handle(request(content));
  }

  /** 100 tokens in at 1 EUR and 10 tokens out at 10 EUR per million: 200 µEUR. */
  public static String answer(String text) {
    return """
        {"id":"c1","model":"m","created":1,"choices":[{"index":0,"message":{"role":"assistant","content":%s},"finish_reason":"stop"}],
         "usage":{"prompt_tokens":100,"completion_tokens":10}}"""
        .formatted(quoted(text));
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  public long booked() {
    return store.read(tx -> tx.number("SELECT COALESCE(SUM(cost_micros), 0) FROM ledger"));
  }

  public long entries(String outcome) {
    return store.read(tx -> tx.number("SELECT COUNT(*) FROM ledger WHERE outcome = ?", outcome));
  }

  public int openHolds() {
    return billing.budgets().open().size();
  }

  static List<String> told(Trail trail) {
    return trail.steps().stream()
        .map(
            step ->
                switch (step) {
                  case Trail.Skipped skipped ->
                      skipped.candidate() + " skipped " + skipped.reason();
                  case Trail.Attempt attempt ->
                      attempt.candidate()
                          + " "
                          + attempt.cause()
                          + " "
                          + (attempt.result() instanceof Trail.Result.Failed failed
                              ? failed.error()
                              : "OK");
                })
        .toList();
  }

  @Override
  public void close() throws IOException {
    first.close();
    second.close();
    http.close();
    store.close();
  }
}
