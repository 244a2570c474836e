package dev.andon.sandbox.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.config.Environment;
import dev.andon.config.Secret;
import dev.andon.hub.account.CallerKeys;
import dev.andon.hub.account.KeyHash;
import dev.andon.hub.account.Keys;
import dev.andon.hub.account.StationVirtualKeys;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.account.YamlKey;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.cache.AnswerCache;
import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ChatBuilder;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.gateway.AnswerFormatCheck;
import dev.andon.hub.gateway.Attempts;
import dev.andon.hub.gateway.GatewaySettings;
import dev.andon.hub.gateway.RequestContexts;
import dev.andon.hub.gateway.RequestLog;
import dev.andon.hub.gateway.RequestMeasure;
import dev.andon.hub.gateway.StagedGateway;
import dev.andon.hub.gateway.Upstreams;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.price.ImageRule;
import dev.andon.hub.price.Price;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.price.TokenRates;
import dev.andon.hub.provider.ProviderConfig;
import dev.andon.hub.provider.ProviderKeyConfig;
import dev.andon.hub.provider.ProviderKind;
import dev.andon.hub.provider.Providers;
import dev.andon.hub.provider.http.ImageFetch;
import dev.andon.hub.provider.http.ProviderHttp;
import dev.andon.hub.ratelimit.Limits;
import dev.andon.hub.ratelimit.RateLimits;
import dev.andon.hub.ratelimit.Storms;
import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.CompletionEvent;
import dev.andon.hub.request.CompletionStream;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.request.RequestLane;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.Router;
import dev.andon.hub.routing.health.RoutingEvents;
import dev.andon.hub.routing.plan.BreakerPolicy;
import dev.andon.hub.routing.plan.FallbackConfig;
import dev.andon.hub.routing.plan.LimitPolicy;
import dev.andon.hub.routing.plan.RetryPolicy;
import dev.andon.hub.routing.plan.RouteTables;
import dev.andon.hub.routing.plan.RoutingPolicy;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.Ticker;
import dev.andon.sandbox.truth.SceneTruth;
import dev.andon.wire.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole gateway in front of a scripted provider that breaks in every way that providers do, and
 * of a sound one behind it: each fault ends in the sound one's answer, and the trail says why. One
 * subclass per dialect.
 */
abstract class DialectFaultsContract {
  private static final Currency EUR = Currency.getInstance("EUR");
  private static final ZoneId UTC = ZoneId.of("UTC");

  /** What no test here is about is waited for, however busy the machine is. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration SHORT = Duration.ofMillis(1_500);
  private static final LimitPolicy PATIENT =
      new LimitPolicy(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE, 0.6);

  @TempDir private Path folder;
  private final Random random = new Random(17);
  private final TruthBook truths = new TruthBook();
  private ScriptedProvider broken;
  private ScriptedProvider sound;
  private ProviderHttp http;
  private Store store;
  private Billing billing;
  private StagedGateway gateway;

  abstract ProviderKind kind();

  /** What stands behind the server's address in the base URL. */
  abstract String basePath();

  /** A key in the provider's own form. */
  String key() {
    return "sk-first-0123456789";
  }

  @BeforeEach
  void start() {
    broken =
        new ScriptedProvider(0, truths, ScriptedPrices.typical(), InstantSource.system(), random);
    sound =
        new ScriptedProvider(0, truths, ScriptedPrices.typical(), InstantSource.system(), random);
    http = new ProviderHttp(Ticker.system(), InstantSource.system());
    store =
        Store.open(
            StoreSettings.of(folder.resolve("hub.db")),
            Stream.of(Billing.MIGRATIONS, Keys.MIGRATIONS).flatMap(List::stream).toList(),
            InstantSource.system());
    billing =
        new Billing(
            store,
            "hub-1",
            prices(),
            new ExchangeRates(EUR, UTC, List.of()),
            List.of(),
            InstantSource.system(),
            event -> {});
    gateway = gateway(PATIENT);
  }

  @AfterEach
  void stop() {
    broken.close();
    sound.close();
    http.close();
    store.close();
  }

  @Test
  void without_faults_it_answers() {
    assertThat(told(answered())).containsExactly("first FIRST ok");
  }

  @Test
  void a_good_part_goes_behind_the_doubtful_one_and_the_provider_charges_no_more_than_was_held()
      throws Exception {
    byte[] doubtful = picture(400, 300, 1);
    byte[] good = picture(512, 252, 2);
    truths.learn(Image.hash(doubtful), new SceneTruth(SceneTruth.Label.PASS, List.of()));
    Chat chat = chat(false).withParts(List.of(image(doubtful)));
    GatewayRequest plain = request(chat);
    GatewayRequest compared =
        new GatewayRequest(
            plain.id(),
            plain.door(),
            plain.caller(),
            plain.lane(),
            plain.attributes(),
            plain.namespace(),
            plain.deadline(),
            plain.bodyBytes(),
            chat,
            List.of(new Part.Text("The second picture is for comparison."), image(good)));
    GatewayOutcome outcome = gateway.handle(compared);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            GatewayOutcome.Answered.class,
            answered ->
                assertThat(((Completion) answered.reply()).first().text().orElseThrow())
                    .contains("\"pass\""));
    await().until(() -> !broken.books().entries().isEmpty());
    BookEntry entry = broken.books().entries().getLast();
    assertThat(entry.images()).containsExactly(Image.hash(doubtful), Image.hash(good));
    assertThat(entry.usage().prompt()).isGreaterThan(2 * (85 + 170));
    RequestShape held = RequestMeasure.of(compared.shown(), 1 << 20).value();
    assertThat(billing.quote("first/vision-1", held).orElseThrow().inputTokens())
        .isGreaterThanOrEqualTo(entry.usage().prompt());
  }

  private static Part image(byte[] png) {
    return new Part.InlineImage("image/png", new ImageBytes.Raw(ByteSlice.of(png)));
  }

  private static byte[] picture(int width, int height, int seed) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.setRGB(seed, seed, 0xFFFFFF);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void a_429_with_and_without_retry_after_falls_back_and_benches_the_account() {
    broken.script().next(new Fault.RateLimited(Optional.of(Duration.ofMinutes(1))), 1);
    assertThat(told(answered()))
        .containsExactly(
            "first FIRST rate_limited", "first skipped quota_cooling_down", "second FALLBACK ok");
    assertThat(told(answered()))
        .containsExactly("first skipped quota_cooling_down", "second FIRST ok");
  }

  @Test
  void a_429_without_retry_after_falls_back() {
    broken.script().next(new Fault.RateLimited(Optional.empty()), 1);
    assertThat(told(answered()))
        .containsExactly(
            "first FIRST rate_limited", "first skipped quota_cooling_down", "second FALLBACK ok");
  }

  @Test
  void a_rotated_key_is_benched_and_freezes_nothing() {
    broken.script().rejectKey(presented());
    assertThat(told(answered()))
        .containsExactly(
            "first FIRST credentials", "first skipped key_cooling_down", "second FALLBACK ok");
    assertThat(told(answered()))
        .containsExactly("first skipped key_cooling_down", "second FIRST ok");
  }

  @Test
  void a_500_is_retried_and_then_falls_back() {
    broken.script().always(new Fault.ServerError());
    assertThat(told(answered()))
        .containsExactly("first FIRST server", "first RETRY server", "second FALLBACK ok");
  }

  @Test
  void silence_before_the_headers_falls_back_within_the_deadline() {
    gateway = gateway(new LimitPolicy(PATIENCE, SHORT, PATIENCE, PATIENCE, PATIENCE, 0.6));
    broken.script().always(new Fault.SilentBeforeHeaders());
    assertThat(told(answered()))
        .containsExactly("first FIRST headers_timeout", "second FALLBACK ok");
  }

  @Test
  void a_stall_inside_an_answer_falls_back() {
    gateway = gateway(impatientOfSilence());
    broken.script().always(new Fault.StallMidStream());
    assertThat(told(answered())).containsExactly("first FIRST idle_timeout", "second FALLBACK ok");
  }

  @Test
  void a_cut_inside_an_answer_falls_back() {
    broken.script().always(new Fault.CutMidStream());
    assertThat(told(answered()))
        .containsExactly("first FIRST cut", "first RETRY cut", "second FALLBACK ok");
  }

  @Test
  void an_answer_that_is_malformed_falls_back() {
    for (Fault fault :
        List.of(
            new Fault.MalformedChunk(), new Fault.TruncatedJson(), new Fault.WrongContentType())) {
      broken.script().next(fault, 1);
      assertThat(told(answered()))
          .as("%s", fault)
          .containsExactly("first FIRST malformed", "second FALLBACK ok");
    }
  }

  @Test
  void a_slow_drip_falls_back() {
    gateway = gateway(new LimitPolicy(PATIENCE, PATIENCE, PATIENCE, PATIENCE, SHORT, 0.6));
    broken.script().always(new Fault.SlowDrip(20));
    assertThat(told(answered())).containsExactly("first FIRST total_timeout", "second FALLBACK ok");
  }

  @Test
  void an_outage_falls_back_and_costs_nothing_at_the_dead_one() {
    broken.outage(true);
    assertThat(told(answered()).getLast()).isEqualTo("second FALLBACK ok");
    assertThat(told(answered()).getLast()).isEqualTo("second FALLBACK ok");
    broken.outage(false);
  }

  @Test
  void a_stream_that_is_whole_ends_well() {
    assertThat(streamed()).isInstanceOf(CompletionEvent.Finished.class);
  }

  @Test
  void a_stream_that_stalls_says_so_in_band() {
    gateway = gateway(impatientOfSilence());
    broken.script().next(new Fault.StallMidStream(), 1);
    assertThat(streamed()).isInstanceOf(CompletionEvent.Broken.class);
  }

  @Test
  void a_stream_that_ends_at_half_says_so_in_band() {
    broken.script().next(new Fault.TruncatedJson(), 1);
    assertThat(streamed()).isInstanceOf(CompletionEvent.Broken.class);
  }

  /** A reset overtakes what was sent before it: whether a token gets through is chance. */
  @Test
  void a_stream_that_is_cut_says_so_in_band_and_before_its_first_token_falls_back() {
    broken.script().next(new Fault.CutMidStream(), 1);
    try (CompletionStream stream = stream()) {
      CompletionEvent last = last(stream);
      List<String> told = told(stream.trail());
      if (last instanceof CompletionEvent.Broken) {
        assertThat(told).containsExactly("first FIRST cut");
      } else {
        assertThat(last).isInstanceOf(CompletionEvent.Finished.class);
        assertThat(told.getFirst()).isEqualTo("first FIRST cut");
        assertThat(told.getLast()).endsWith(" ok");
      }
    }
  }

  private static LimitPolicy impatientOfSilence() {
    return new LimitPolicy(PATIENCE, PATIENCE, PATIENCE, Duration.ofMillis(600), PATIENCE, 0.6);
  }

  @Test
  void every_charge_of_the_providers_is_in_the_ledger() {
    for (Fault fault :
        List.of(new Fault.ServerError(), new Fault.TruncatedJson(), new Fault.CutMidStream())) {
      broken.script().next(fault, 2);
      answered();
    }
    long booked =
        store.read(
            tx -> tx.number("SELECT SUM(cost_micros) FROM ledger WHERE outcome = 'ANSWERED'"));
    // The provider writes into its books when its last byte is out: we may have read that already.
    await()
        .untilAsserted(
            () ->
                assertThat(broken.books().costMicros() + sound.books().costMicros())
                    .isEqualTo(booked));
    assertThat(billing.budgets().open()).isEmpty();
  }

  /** What the scripted provider sees of the key. */
  String presented() {
    return key();
  }

  private GatewayOutcome.Answered answered() {
    GatewayOutcome outcome = gateway.handle(request(chat(false)));
    assertThat(outcome).isInstanceOf(GatewayOutcome.Answered.class);
    return (GatewayOutcome.Answered) outcome;
  }

  private CompletionEvent streamed() {
    try (CompletionStream stream = stream()) {
      return last(stream);
    }
  }

  private CompletionStream stream() {
    GatewayOutcome outcome = gateway.handle(request(chat(true)));
    assertThat(outcome).isInstanceOf(GatewayOutcome.Streamed.class);
    return ((GatewayOutcome.Streamed) outcome).stream();
  }

  private static CompletionEvent last(CompletionStream stream) {
    List<CompletionEvent> events = new ArrayList<>();
    for (Optional<CompletionEvent> e = stream.next(); e.isPresent(); e = stream.next()) {
      events.add(e.get());
    }
    return events.getLast();
  }

  private static List<String> told(GatewayOutcome.Answered answered) {
    return told(answered.trail());
  }

  private static List<String> told(Trail trail) {
    return trail.steps().stream().map(DialectFaultsContract::told).toList();
  }

  private static String told(Trail.Step step) {
    String provider = step.candidate().substring(0, step.candidate().indexOf('/'));
    return switch (step) {
      case Trail.Skipped skipped -> provider + " skipped " + word(skipped.reason());
      case Trail.Attempt attempt ->
          provider
              + " "
              + attempt.cause()
              + " "
              + (attempt.result() instanceof Trail.Result.Failed failed
                  ? word(failed.error())
                  : "ok");
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private GatewayRequest request(Chat chat) {
    return new GatewayRequest(
        RequestId.create(System.currentTimeMillis(), random),
        Door.CHAT_COMPLETIONS,
        new Caller.Presented("vk-demo-secret"),
        RequestLane.LIVE,
        Attributes.NONE,
        Optional.empty(),
        Optional.of(Deadline.after(Duration.ofMinutes(10), Ticker.system())),
        100,
        chat);
  }

  private static Chat chat(boolean stream) {
    return new ChatBuilder(WireFormat.STATION)
            .model("first/vision-1")
            .message(Message.of(Message.Role.USER, new Part.Text("Is anything wrong with it?")))
            .format(
                new AnswerFormat.JsonSchema(
                    "verdict",
                    RawJson.of(
                        """
                    {"type":"object","additionalProperties":false,"required":["verdict","reason"],\
                    "properties":{"verdict":{"type":"string","enum":["pass","defect","unsure"]},\
                    "reason":{"type":"string"}}}"""),
                    Optional.of(true),
                    List.of()))
            .stream(stream)
            .streamUsage(true)
            .build();
  }

  private StagedGateway gateway(LimitPolicy limits) {
    Keys keys =
        new Keys(
            store,
            KeyHash.of(folder.resolve("salt")),
            List.of(
                new YamlKey(
                    VirtualKey.of(
                        "demo", Owners.of(new Owner(Owner.Kind.PLANT, "p")), List.of("*")),
                    Optional.of(new Secret("vk-demo-secret")))),
            InstantSource.system(),
            random);
    return new StagedGateway(
        new CallerKeys(keys, new StationVirtualKeys(keys, List.of("*"))),
        new RateLimits(
            new Storms(1_000, Duration.ofMinutes(1), Ticker.system()),
            new Limits(List.of(), Ticker.system())),
        AnswerCache.off(),
        billing,
        new Attempts(
            billing,
            RoutingEvents.none(),
            new AnswerFormatCheck(),
            new ImageFetch(),
            InstantSource.system(),
            Ticker.system()),
        new RequestContexts(
            RequestLog.none(), GatewaySettings.DEFAULT, InstantSource.system(), Ticker.system()),
        upstreams(limits));
  }

  private Upstreams upstreams(LimitPolicy limits) {
    Map<String, ProviderConfig> configs = new LinkedHashMap<>();
    configs.put("first", config(kind(), broken.uri() + basePath(), key()));
    configs.put("second", config(ProviderKind.OPENAI, sound.uri() + "/v1", "sk-second"));
    RoutingPolicy policy =
        new RoutingPolicy(
            new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(2)),
            limits,
            new BreakerPolicy(100, 100, 100, Duration.ofSeconds(1)),
            true,
            Duration.ofSeconds(5),
            Duration.ofMillis(20));
    return new Upstreams(
        RouteTables.make(
            configs,
            List.of(),
            List.of(new FallbackConfig("first/vision-1", List.of("second/vision-1")))),
        new Router(
            policy,
            new Providers(http, Environment.of(Map.of()), folder).make(configs),
            Ticker.system(),
            random,
            span -> {},
            RoutingEvents.none()),
        random);
  }

  private static ProviderConfig config(ProviderKind kind, String url, String key) {
    return new ProviderConfig(
        Optional.of(kind),
        Optional.of(url),
        Optional.of(List.of(ProviderKeyConfig.of(key))),
        Optional.empty(),
        Optional.empty(),
        Optional.of("eu-central-1"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static PriceBook prices() {
    TokenRates rates =
        new TokenRates(
            2_500_000,
            1_250_000,
            2_500_000,
            2_500_000,
            10_000_000,
            OptionalLong.empty(),
            OptionalLong.empty());
    return new PriceBook(
        "test",
        Stream.of("first/vision-1", "second/vision-1")
            .map(
                model ->
                    new Price(
                        model,
                        LocalDate.parse("2026-01-01"),
                        EUR,
                        rates,
                        Optional.empty(),
                        0,
                        128_000,
                        4_096,
                        new ImageRule.OpenAiTiles(85, 170)))
            .toList(),
        Optional.empty());
  }
}
