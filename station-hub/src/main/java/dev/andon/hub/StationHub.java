package dev.andon.hub;

import dev.andon.hub.account.Accounts;
import dev.andon.hub.account.CallerKeys;
import dev.andon.hub.account.KeyHash;
import dev.andon.hub.account.Keys;
import dev.andon.hub.account.PlantConfig;
import dev.andon.hub.account.SigningSecret;
import dev.andon.hub.account.StationVirtualKeys;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.admin.AdminDoor;
import dev.andon.hub.admin.AdminGate;
import dev.andon.hub.admin.AdminToken;
import dev.andon.hub.admin.KeyDoor;
import dev.andon.hub.admin.MoneyDoor;
import dev.andon.hub.admin.QuotaDoor;
import dev.andon.hub.admin.QuotaHeaders;
import dev.andon.hub.alert.Alert;
import dev.andon.hub.alert.AlertSink;
import dev.andon.hub.alert.Alerts;
import dev.andon.hub.alert.Anomalies;
import dev.andon.hub.alert.Webhook;
import dev.andon.hub.anthropic.AnthropicDoor;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.billing.Past;
import dev.andon.hub.billing.SpendCopy;
import dev.andon.hub.billing.SpendDoubt;
import dev.andon.hub.billing.SpendRecovery;
import dev.andon.hub.budget.BudgetMeters;
import dev.andon.hub.budget.BudgetOutlook;
import dev.andon.hub.cache.AnswerCache;
import dev.andon.hub.cache.CacheConfig;
import dev.andon.hub.cache.ExactCache;
import dev.andon.hub.console.ConsoleDoor;
import dev.andon.hub.gateway.AnswerFormatCheck;
import dev.andon.hub.gateway.Attempts;
import dev.andon.hub.gateway.GatewaySettings;
import dev.andon.hub.gateway.RequestContexts;
import dev.andon.hub.gateway.RequestLog;
import dev.andon.hub.gateway.StagedGateway;
import dev.andon.hub.gateway.Upstreams;
import dev.andon.hub.http.Admission;
import dev.andon.hub.http.Doorway;
import dev.andon.hub.http.HostCheck;
import dev.andon.hub.http.HttpConfig;
import dev.andon.hub.http.ServerCertificate;
import dev.andon.hub.ingest.EvidenceStore;
import dev.andon.hub.ingest.Ingest;
import dev.andon.hub.ingest.IngestConfig;
import dev.andon.hub.ingest.IngestPlatform;
import dev.andon.hub.ingest.IngestSettings;
import dev.andon.hub.ingest.PastRequests;
import dev.andon.hub.ingest.allowance.StationPurse;
import dev.andon.hub.ingest.mqtt.HiveMqLink;
import dev.andon.hub.ingest.mqtt.MqttConfig;
import dev.andon.hub.ingest.station.SigningLink;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.openai.OpenAiDoor;
import dev.andon.hub.provider.Providers;
import dev.andon.hub.provider.http.ImageFetch;
import dev.andon.hub.provider.http.ProviderHttp;
import dev.andon.hub.ratelimit.Limits;
import dev.andon.hub.ratelimit.RateLimits;
import dev.andon.hub.ratelimit.StormConfig;
import dev.andon.hub.ratelimit.Storms;
import dev.andon.hub.report.Reports;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.routing.Router;
import dev.andon.hub.routing.plan.RouteTables;
import dev.andon.hub.setup.ConfiguredPrices;
import dev.andon.hub.setup.HubConfig;
import dev.andon.hub.setup.HubPlatform;
import dev.andon.hub.store.StoreException;
import dev.andon.hub.telemetry.MeteredRequestLog;
import dev.andon.hub.telemetry.RequestJournal;
import dev.andon.hub.telemetry.RoutingMeters;
import dev.andon.hub.telemetry.SpanLog;
import dev.andon.hub.time.SteadyClock;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plant's hub as a parts list: stores, money, gateway, doors. Runs from its construction until
 * it is closed. Thread-safe.
 */
public final class StationHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StationHub.class);
  private static final Duration REQUESTS_KEPT = Duration.ofDays(30);

  private static final Duration IDLE_CHECK = Duration.ofSeconds(5);

  /** The doors refuse what is too large in the caller's dialect before the server does. */
  private static final long BODY_SLACK = 1L << 20;

  private final HubConfig config;
  private final HubPlatform around;
  private final List<AutoCloseable> closing = new ArrayList<>();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Readiness readiness = new Readiness();
  private final SteadyClock clock;
  private final HubStores stores;
  private final Keys keys;
  private final Limits limits;
  private final Alerts alerts;
  private final Billing billing;
  private final ProviderHttp providerHttp;
  private final StagedGateway gateway;
  private final DataRounds dataRounds;
  private final boolean salvaged;
  private final RequestJournal journal;
  private final EvidenceStore evidence;
  private final Optional<HubBroker> broker;
  private final Optional<HiveMqLink> link;
  private final Optional<Ingest> ingest;
  private final Optional<AdminToken> adminToken;
  private final WebServer server;

  /** Keys, rates and caps of the configuration that is in force. */
  private Accounts taken;

  /**
   * Starts a hub.
   *
   * @throws RuntimeException naming what is wrong with the configuration, a port or a file; nothing
   *     is left running then
   */
  public StationHub(HubConfig config, HubPlatform around) {
    this(config, around, HubStores::open);
  }

  /** With files that are opened in another way. */
  StationHub(
      HubConfig config, HubPlatform around, BiFunction<Path, InstantSource, HubStores> files) {
    this.config = config;
    this.around = around;
    this.clock = new SteadyClock(around.clock(), around.ticker());
    try {
      Path data = config.dataFolder(around.folder());
      Accounts accounts = config.accounts();
      taken = accounts;
      ConfiguredPrices prices = ConfiguredPrices.read(config, around);
      opened(DataFolder.take(data, around.folder(), around.clock().instant()));
      stores = opened(files.apply(data, around.clock())).countedBy(meters);
      readiness.require("store", stores::outages);
      keys =
          new Keys(
              stores.money(),
              KeyHash.of(data.resolve("key.salt")),
              accounts.keys(),
              around.clock(),
              around.random());
      limits = new Limits(accounts.rates(), around.ticker());
      alerts = opened(new Alerts(stores.money(), alertSink(), meters));
      SpendCopy copy = new SpendCopy(stores.money(), stores.spend(), around.clock());
      salvaged = recovered(copy, accounts.calendar().zone());
      billing =
          new Billing(
              stores.money(),
              "hub-1",
              prices.book(),
              prices.rates(),
              accounts.budgets(),
              around.clock(),
              alerts);
      dataRounds = opened(dataRounds(copy));
      readiness.require("data", dataRounds::problems);
      meters.gauge("andon.ledger.unbooked", billing, Billing::unbooked);
      journal =
          new RequestJournal(
              stores.evidence(), clock, config.keepRequests().orElse(REQUESTS_KEPT), meters);
      providerHttp = opened(new ProviderHttp(around.ticker(), around.clock()));
      gateway = gateway();
      evidence = new EvidenceStore(stores.evidence(), clock);
      broker = config.mqtt().filter(MqttConfig::isEmbedded).map(this::broker);
      link = config.escalations().map(_ -> link());
      ingest = config.escalations().map(this::ingest);
      adminToken = adminToken(data);
      server = server(config.httpOrDefault());
      closing.add(server::stop);
      opened(rounds());
      opened(
          new RaisedCaps(billing.budgets()::standings, () -> ingest.ifPresent(Ingest::moneyAgain))
              .start(meters));
      opened(
          new ClockWatch(
                  clock, jump -> ingest.ifPresent(door -> door.jumped(jump)), alerts::raise, meters)
              .start());
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
    LOG.info("hub listens address={} plant={}", address(), config.plantOrDefault().id());
  }

  private <T extends AutoCloseable> T opened(T part) {
    closing.add(part);
    return part;
  }

  /** Whether the money file had lost something. */
  private boolean recovered(SpendCopy copy, ZoneId zone) {
    stores
        .byFile()
        .forEach(
            (file, store) ->
                store
                    .salvaged()
                    .ifPresent(
                        from ->
                            alerts.raise(
                                new Alert(
                                    around.clock().instant(),
                                    Alert.Kind.DATA,
                                    file,
                                    "it was damaged ("
                                        + from.finding()
                                        + "); "
                                        + from.rows()
                                        + " rows were taken over, lost: "
                                        + (from.complete() ? "nothing" : from.lost())
                                        + "; the damaged file is kept in "
                                        + from.folder()))));
    return new SpendRecovery(stores.money(), copy, zone, around.clock(), around.random()).run();
  }

  private DataRounds dataRounds(SpendCopy copy) {
    SpendDoubt doubt = new SpendDoubt(stores.money(), around.clock());
    return new DataRounds(stores.byFile(), copy, doubt, billing, alerts, around.clock())
        .start(meters);
  }

  private AlertSink alertSink() {
    return config
        .alertWebhook()
        .<AlertSink>map(address -> opened(new Webhook(address)))
        .orElse(alert -> LOG.warn("alert {}", alert));
  }

  private StagedGateway gateway() {
    CacheConfig cache = config.cache().orElse(CacheConfig.DEFAULT);
    StormConfig repeats = config.identicalRequests().orElse(StormConfig.DEFAULT);
    GatewaySettings settings =
        new GatewaySettings(
            config.deadline().orElse(GatewaySettings.DEFAULT.deadline()),
            GatewaySettings.DEFAULT.maxPixels());
    return new StagedGateway(
        callers(),
        new RateLimits(new Storms(repeats.requests(), repeats.window(), around.ticker()), limits),
        cache.on() ? new ExactCache(stores.evidence(), cache, clock, meters) : AnswerCache.off(),
        billing,
        new Attempts(
            billing,
            new RoutingMeters(meters),
            new AnswerFormatCheck(),
            new ImageFetch(),
            around.clock(),
            around.ticker()),
        new RequestContexts(requestLog(), settings, around.clock(), around.ticker()),
        upstreams(config));
  }

  private CallerKeys callers() {
    List<String> models =
        config.escalations().map(IngestConfig::model).map(List::of).orElse(List.of());
    return new CallerKeys(keys, new StationVirtualKeys(keys, models));
  }

  private RequestLog requestLog() {
    RequestLog counted = new MeteredRequestLog(meters, journal);
    return config
        .telemetry()
        .<RequestLog>map(to -> opened(SpanLog.to(to.endpoint(), counted)))
        .orElse(counted);
  }

  private Upstreams upstreams(HubConfig from) {
    return new Upstreams(
        RouteTables.make(from.providersOrNone(), from.routesOrNone(), from.fallbacksOrNone()),
        new Router(
            from.routingPolicy(),
            new Providers(providerHttp, around.environment(), around.folder())
                .make(from.providersOrNone()),
            around.ticker(),
            around.random(),
            span -> Thread.sleep(span),
            new RoutingMeters(meters)),
        around.random());
  }

  /**
   * Takes the {@link HubConfig#LIVE} keys from another configuration, all or none; the {@link
   * HubConfig#AT_START} keys keep what they say until the next start.
   *
   * @return the keys of the YAML that changed and wait for the next start
   * @throws RuntimeException naming what is wrong with it; nothing has changed then
   */
  public synchronized List<String> reload(HubConfig next) {
    Accounts accounts = next.accounts();
    ConfiguredPrices prices = ConfiguredPrices.read(next, around);
    Upstreams upstreams = upstreams(next);
    try {
      keys.replaceYaml(accounts.keys());
      limits.replace(accounts.rates());
      billing.reload(prices.book(), prices.rates(), accounts.budgets());
    } catch (RuntimeException unusable) {
      keys.replaceYaml(taken.keys());
      limits.replace(taken.rates());
      throw unusable;
    }
    gateway.replace(upstreams);
    ingest.ifPresent(door -> door.admit(next.roster()));
    ingest.ifPresent(Ingest::pricesChanged);
    taken = accounts;
    reconnect(next);
    List<String> waiting = config.waitingForStart(next);
    if (!waiting.isEmpty()) {
      LOG.warn("changed too, and taken at the next start: {}", String.join(", ", waiting));
    }
    return waiting;
  }

  /** Another address, login or certificate of the broker counts from the next connection on. */
  private void reconnect(HubConfig next) {
    if (broker.isEmpty() && next.mqtt().filter(mqtt -> !mqtt.isEmbedded()).isPresent()) {
      link.ifPresent(l -> l.replace(next.mqtt().get().within(around.folder())));
    }
  }

  private HubBroker broker(MqttConfig mqtt) {
    return opened(
        HubBroker.start(mqtt.within(around.folder()), config.accessList(), around.random()));
  }

  private HiveMqLink link() {
    MqttConfig configured = config.mqtt().orElseThrow().within(around.folder());
    MqttConfig mqtt = broker.map(HubBroker::link).orElse(configured);
    if (!mqtt.usesTls() && !mqtt.onLoopback() && broker.isEmpty()) {
      LOG.warn(
          "frames and verdicts cross the network to {} without TLS; write mqtt.tls: true",
          mqtt.hostName());
    }
    return new HiveMqLink(mqtt, "andon-hub-" + config.plantOrDefault().id(), meters);
  }

  private Ingest ingest(IngestConfig escalations) {
    IngestSettings settings =
        new IngestSettings(
            config.plantOrDefault().id(),
            config.plantOrDefault().ledgerCurrency(),
            escalations,
            config.mqtt().orElseThrow().maxMessageBytes(),
            config.roster(),
            config.inflow());
    IngestPlatform platform =
        new IngestPlatform(clock, around.random(), meters, around.faults(), alerts::raise);
    Ingest door =
        opened(
            new Ingest(
                settings,
                stores.money(),
                evidence,
                gateway,
                past(),
                new SigningLink(link.orElseThrow(), signing()),
                platform));
    door.takeUpLost(salvaged);
    door.paceBy(purse());
    door.start();
    readiness.requireOne(
        "broker", () -> door.connected() ? Optional.empty() : Optional.of("the broker is away"));
    return door;
  }

  private StationPurse purse() {
    CallerKeys callers = callers();
    return new StationPurse() {
      @Override
      public Optional<Owners> owners(Caller.Station station) {
        Checked<VirtualKey> key = callers.find(station);
        return key.stopped() ? Optional.empty() : Optional.of(key.value().owners());
      }

      @Override
      public List<BudgetOutlook> outlook(Owners owners) {
        return billing.budgets().outlook(owners);
      }

      @Override
      public Money inPlantCurrency(Money money) {
        return billing.rates().convert(money, billing.rates().plant(), around.clock().instant());
      }
    };
  }

  private SigningSecret signing() {
    return SigningSecret.of(config.dataFolder(around.folder()).resolve(SigningSecret.FILE));
  }

  /**
   * What billing remembers, the request log where damage took that, and the routing rule in force.
   */
  private PastRequests past() {
    return new PastRequests() {
      @Override
      public Past of(RequestId request) {
        Past known = billing.past(request);
        return known instanceof Past.Nothing && journal.answered(request)
            ? new Past.Unknown()
            : known;
      }

      @Override
      public boolean mayAskAgain() {
        return gateway.upstreams().router().retriesUnknown();
      }
    };
  }

  private Optional<AdminToken> adminToken(Path data) {
    HttpConfig http = config.httpOrDefault();
    return http.isOpen()
        ? Optional.empty()
        : Optional.of(AdminToken.of(http.adminToken(), data.toAbsolutePath()));
  }

  private AdminGate gate(HttpConfig http) {
    meters.gauge("andon.http.open", adminToken, token -> token.isEmpty() ? 1 : 0);
    if (adminToken.isEmpty()) {
      LOG.warn(
          "every user and program of this machine may read and change this hub: http.open is true");
      return AdminGate.open();
    }
    return AdminGate.behind(adminToken.get(), http);
  }

  private WebServer server(HttpConfig http) {
    Admission admission = new Admission(http.inFlightBytes());
    meters.gauge("andon.http.bytes.in.flight", admission, Admission::inFlight);
    Doorway doorway =
        opened(new Doorway(http, admission, around.clock(), around.ticker(), around.random()));
    AdminGate gate = gate(http);
    OpenAiDoor openAi = new OpenAiDoor(doorway, gateway, this::models);
    HttpRouting.Builder routing =
        HttpRouting.builder()
            .addFilter(new HostCheck(http))
            .addFilter(new QuotaHeaders(keys, billing))
            .register("/v1", openAi)
            .register("/v1", new AnthropicDoor(doorway, gateway))
            .register("/v1", new QuotaDoor(keys, billing))
            .any("/v1/*", openAi::unknown)
            .register("/admin/keys", new KeyDoor(gate, keys, plantOwner()))
            .register(
                "/admin/budgets",
                new MoneyDoor(
                    gate, billing, new LedgerReader(stores.money()), alerts, around.clock()))
            .register("/admin", new AdminDoor(gate, journal, this::requestsOf))
            .register(new HealthDoor(readiness, gate, meters))
            .register(new ConsoleDoor(gate, view()::now))
            .error(StoreException.class, StoreErrors::answer);
    WebServerConfig.Builder web =
        WebServer.builder()
            .host(http.hostName())
            .port(http.portNumber())
            .connectionOptions(options -> options.tcpNoDelay(true))
            .addProtocol(Http1Config.builder().addReceiveListener(doorway.heads()).build())
            .maxPayloadSize(http.bodyBytes() + BODY_SLACK)
            .directHandlers(TransportErrors.handlers())
            .maxTcpConnections(http.connections())
            .idleConnectionTimeout(http.idleLimit())
            .idleConnectionPeriod(IDLE_CHECK)
            .shutdownHook(false)
            .routing(routing);
    http.tls()
        .map(tls -> opened(new ServerCertificate(tls, around.folder())))
        .ifPresent(
            certificate ->
                web.tls(
                    Tls.builder()
                        .sslContext(certificate.context())
                        .addEnabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
                        .build()));
    return web.build().start();
  }

  private Owner plantOwner() {
    return new Owner(Owner.Kind.PLANT, config.plantOrDefault().id());
  }

  private HubView view() {
    String plant = config.plantOrDefault().id();
    ZoneId zone = config.plantOrDefault().calendar().zone();
    Reports reports = new Reports(stores.money(), plant, zone);
    return new HubView(plant, zone, around.clock(), readiness, ingest, journal, reports);
  }

  private MoneyRounds rounds() {
    PlantConfig plant = config.plantOrDefault();
    Money floor = new Money(Money.MICROS_PER_UNIT, plant.ledgerCurrency());
    return new MoneyRounds(
            billing,
            keys,
            new BudgetMeters(billing.budgets(), meters),
            new Anomalies(stores.money(), plant.calendar().zone(), floor),
            alerts,
            around.clock())
        .start(meters);
  }

  /** Routes, and what the configured providers have a price for. */
  private List<String> models() {
    Upstreams now = gateway.upstreams();
    Stream<String> priced =
        billing.prices().models().stream()
            .filter(model -> now.router().pools().containsKey(model.split("/", 2)[0]));
    return Stream.concat(now.routes().names(), priced).distinct().sorted().toList();
  }

  private List<UUID> requestsOf(UUID escalation) {
    return ingest.map(door -> door.requestsOf(escalation)).orElse(List.of());
  }

  /** The HTTP port it listens on. */
  public int port() {
    return server.port();
  }

  /** The address callers use, without a path. */
  public String address() {
    String scheme = config.httpOrDefault().tls().isPresent() ? "https://" : "http://";
    return scheme + config.httpOrDefault().hostName() + ":" + port();
  }

  /** What opens its page, {@code /admin} and {@code /metrics}; empty where they are open. */
  public Optional<AdminToken> adminToken() {
    return adminToken;
  }

  /** The page's address, which opens without more ado: it has the token in it and is a secret. */
  public String pageAddress() {
    return address() + "/" + adminToken.map(AdminToken::query).orElse("");
  }

  /** The port of the embedded broker; empty where there is none. */
  public Optional<Integer> brokerPort() {
    return broker.map(HubBroker::port);
  }

  /** The stations' door; empty in a gateway without stations. */
  public Optional<Ingest> ingest() {
    return ingest;
  }

  /** The plant's money. */
  public Billing billing() {
    return billing;
  }

  /** The meters, as {@code /metrics} shows them. */
  public PrometheusMeterRegistry meters() {
    return meters;
  }

  /** Stops the doors first and the stores last. What is under way is kept for the next start. */
  @Override
  public void close() {
    for (AutoCloseable part : closing.reversed()) {
      try {
        part.close();
      } catch (Exception failed) {
        LOG.warn("part did not close cleanly cause={}", failed.getMessage());
      }
    }
    closing.clear();
  }
}
