package dev.andon.sandbox.soak;

import dev.andon.edge.triage.BankFiles;
import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ViewKey;
import dev.andon.hub.account.SigningSecret;
import dev.andon.sandbox.audit.AuditReport;
import dev.andon.sandbox.scenes.PartOutline;
import dev.andon.sandbox.scenes.Scene;
import dev.andon.sandbox.scenes.SceneStream;
import dev.andon.vision.Bundle;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes every file that a plant starts from, as its operators would: {@code hub.yaml}, a file for
 * each station, prices, and the broker's configuration with passwords and who may what. Anything
 * that has to be enrolled or signed belongs here.
 */
final class PlantFiles {

  static final String PLANT = "soak";
  static final String CURRENCY = "EUR";

  /** The line with a cap. */
  static final String CAPPED = "line-2";

  /** What a station's line waits for. */
  static final Duration DEADLINE = Duration.ofSeconds(4);

  static final Duration TAKT = Duration.ofSeconds(1);

  /** An enrolled station that has nothing to judge and speaks on other stations' topics. */
  static final StationId INTRUDER = new StationId(PLANT, "line-1", "station-intruder");

  /** An account for the whole plant, as dashboards have it, in the wrong hands. */
  static final String MAINTENANCE = "maintenance";

  private static final int GOLDEN = 5;
  private static final List<PartOutline> PARTS = List.of(PartOutline.values());
  private static final List<PartOutline.View> VIEWS = List.of(PartOutline.View.values());
  private static final String PASSWORD = "soak-password-of-";

  private final SoakFolder folder;
  private final SoakOptions options;
  private final Map<String, Integer> brokerPorts;
  private final int providerPort;
  private final int linePort;

  /**
   * @param brokerPorts where hub and each station reach the broker, through a cable of their own;
   *     the broker's own under {@code broker}
   * @param linePort where stations tell their line
   */
  PlantFiles(
      SoakFolder folder,
      SoakOptions options,
      Map<String, Integer> brokerPorts,
      int providerPort,
      int linePort) {
    this.folder = folder;
    this.options = options;
    this.brokerPorts = Map.copyOf(brokerPorts);
    this.providerPort = providerPort;
    this.linePort = linePort;
  }

  static String station(int index) {
    return "station-" + (index + 1);
  }

  static List<String> stations(int count) {
    return IntStream.range(0, count).mapToObj(PlantFiles::station).toList();
  }

  /** Odd stations stand on the first line, even ones on the second, which has a cap. */
  static StationId id(int index) {
    return new StationId(PLANT, index % 2 == 0 ? "line-1" : CAPPED, station(index));
  }

  static String password(String user) {
    return PASSWORD + user;
  }

  /** Frames for each station, one a takt for the whole capture. */
  static int frames(SoakOptions options) {
    return Math.toIntExact(options.capture().dividedBy(TAKT));
  }

  /** Everything but frames; {@code capMicros} is what the capped line may spend. */
  void write(long capMicros) throws IOException, InterruptedException {
    Files.writeString(folder.file("prices.yaml"), prices());
    hub(capMicros);
    Files.writeString(folder.file("hub.password"), password("hub"));
    for (int i = 0; i < options.stations(); i++) {
      String name = station(i);
      Files.writeString(folder.file(name + ".password"), password(name));
      Files.writeString(folder.file(name + ".key"), key(id(i)));
      Files.writeString(folder.file(name + ".yaml"), agent(i));
    }
    if (secured()) {
      broker(Certificates.make(folder.root()));
    }
  }

  /** As {@code ./andon station key} does. */
  private String key(StationId station) {
    Path secret = folder.hubFile().resolveSibling(SigningSecret.FILE);
    return SigningSecret.of(secret).key(station).text();
  }

  /** Writes {@code hub.yaml} again, for another cap: the hub reads it while it runs. */
  void hub(long capMicros) throws IOException {
    Files.writeString(folder.file("hub.yaml"), hubYaml(capMicros));
  }

  /** Draws what comes before the cameras, and enrols views that stations judge by themselves. */
  void draw() throws InterruptedException {
    IntStream.range(0, options.stations()).parallel().forEach(this::draw);
    try (TriageModel model = new TriageModel(Bundle.open(options.bundle()))) {
      for (int i = 0; i < options.stations(); i++) {
        if (judgesItself(i)) {
          enrol(i, model);
        }
      }
    }
  }

  private void enrol(int index, TriageModel model) throws InterruptedException {
    SceneStream stream =
        new SceneStream(part(index), view(index), 0, options.seed() * 7919 + index);
    List<Picture> golden = new ArrayList<>();
    try {
      for (int i = 0; i < GOLDEN; i++) {
        Scene scene = stream.golden();
        golden.add(Picture.of(scene.image().getWidth(), scene.image().getHeight(), scene.bgr()));
      }
      ViewKey view = new ViewKey(part(index).variant(), view(index).text());
      new BankFiles(folder.bank(station(index)), model.version())
          .save(
              new Enrolment(model, Layout.GRID, 2, new Random(options.seed())).enrol(view, golden));
    } finally {
      golden.forEach(Picture::close);
    }
  }

  /** One of three stations; the others have no golden frames and ask about everything. */
  private static boolean judgesItself(int index) {
    return index % 3 == 2;
  }

  private void draw(int index) {
    PartOutline part = part(index);
    SceneStream stream = new SceneStream(part, view(index), 0.3, options.seed() * 104_729 + index);
    try {
      Path frames = Files.createDirectories(folder.frames(station(index)));
      for (int i = 1; i <= frames(options); i++) {
        Files.write(frames.resolve("part-%06d.jpg".formatted(i)), stream.next().jpeg());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot draw the frames of " + station(index), failure);
    }
  }

  private static PartOutline part(int index) {
    return PARTS.get(index % PARTS.size());
  }

  private static PartOutline.View view(int index) {
    return VIEWS.get(index / PARTS.size() % VIEWS.size());
  }

  private boolean secured() {
    return options.broker() == SoakOptions.Broker.MOSQUITTO;
  }

  private int port(String client) {
    return brokerPorts.getOrDefault(client, 0);
  }

  private String hubYaml(long capMicros) {
    return """
    plant: {id: %s, currency: %s}
    data: %s
    http: {host: 127.0.0.1, port: 0}
    mqtt: {host: 127.0.0.1, port: %d, client_id: soak-hub%s}
    escalations: {model: judge, replay_per_second: 50, probe_every: 1s}
    price_book: prices.yaml
    # A call that broke off may have been charged: it is not bought again.
    routing: {after_unknown: inconclusive, headers: 5s}
    providers:
      scripted: {kind: openai, base_url: "http://127.0.0.1:%d/v1", keys: ["sk-soak"], models: [vision-1]}
    routes:
      - {models: [judge], candidates: [scripted/vision-1]}
    lines:
      - {id: line-1}
      - {id: %s, yearly_eur: %s}
    stations:
    %s
      - {id: %s, line: %s}
    """
        .formatted(
            PLANT,
            CURRENCY,
            folder.hubFile().getParent(),
            port("hub"),
            secured()
                ? ", tls: true, ca_file: %s, username: hub, password: {file: hub.password}"
                    .formatted(folder.file("ca.pem"))
                : "",
            providerPort,
            CAPPED,
            AuditReport.units(capMicros).toPlainString(),
            IntStream.range(0, options.stations())
                .mapToObj(PlantFiles::id)
                .map(id -> "  - {id: " + id.station() + ", line: " + id.line() + "}")
                .collect(Collectors.joining("\n")),
            INTRUDER.station(),
            INTRUDER.line());
  }

  private String agent(int index) {
    String name = station(index);
    return """
    station: %s
    source: {kind: folder, path: %s, part_id: stem, variant: %s, view: %s, takt: %dms}
    model:
      bundle: %s
    %s
    escalation: {deadline: %dms, repeat_window: 0s, per_minute: 100000, audit_share: 0}
    line:
      on_timeout: hold
      outputs:
        - {kind: webhook, url: "http://127.0.0.1:%d/%s", timeout: 2s, max_age: 1h}
    outbox: {file: %s}
    hub: {key: {file: %s.key}}
    broker: {uri: "%s://127.0.0.1:%d"%s, keep_alive: 5s}
    uplink: {replay_per_second: 50, replay_start_within: 1s, receipt_timeout: 3s, backoff_max: 2s}
    """
        .formatted(
            id(index),
            folder.frames(name),
            part(index).variant(),
            view(index).text(),
            TAKT.toMillis(),
            options.bundle().toAbsolutePath(),
            bank(index),
            DEADLINE.toMillis(),
            linePort,
            name,
            folder.outbox(name),
            name,
            secured() ? "ssl" : "tcp",
            port(name),
            secured()
                ? ", username: %1$s, password: {file: %1$s.password}, ca: ca.pem".formatted(name)
                : "");
  }

  private String bank(int index) {
    return judgesItself(index) ? "  bank: " + folder.bank(station(index)) : "";
  }

  /** The bound of an answer is low, so that a small cap can hold some calls at once. */
  private String prices() {
    return """
    version: soak-1
    prices:
      - model: scripted/vision-1
        since: 2020-01-01
        currency: %s
        input: 2.50
        cached_input: 1.25
        output: 10
        context_tokens: 128000
        max_output_tokens: 300
        images: {rule: openai_tiles, base: 85, per_tile: 170}
    """
        .formatted(CURRENCY);
  }

  private void broker(Certificates made) throws IOException {
    Files.writeString(
        folder.file("mosquitto.conf"),
        """
        listener %d 127.0.0.1
        allow_anonymous false
        password_file %s
        acl_file %s
        certfile %s
        keyfile %s
        persistence false
        log_dest stderr
        log_type error
        log_type warning
        log_type notice
        log_type information
        %s
        """
            .formatted(
                port("broker"),
                folder.file("passwords"),
                folder.file("acl"),
                made.certificate(),
                made.key(),
                "root".equals(System.getProperty("user.name")) ? "user root" : ""));
    Files.writeString(folder.file("passwords"), passwords());
    Files.writeString(folder.file("acl"), acl());
  }

  private String passwords() {
    return Stream.concat(
            Stream.of("hub", MAINTENANCE, INTRUDER.station()),
            stations(options.stations()).stream())
        .map(PlantFiles::account)
        .collect(Collectors.joining());
  }

  private static String account(String user) {
    return user + ":" + PasswordHash.of(password(user)) + "\n";
  }

  /** Everybody on topics of their own; maintenance everywhere, which happens. */
  private String acl() {
    StringBuilder acl = new StringBuilder();
    acl.append("user hub\ntopic readwrite andon/#\n\n");
    acl.append("user " + MAINTENANCE + "\ntopic readwrite andon/#\n\n");
    acl.append(own(INTRUDER));
    IntStream.range(0, options.stations())
        .mapToObj(PlantFiles::id)
        .forEach(id -> acl.append(own(id)));
    return acl.toString();
  }

  private static String own(StationId id) {
    return """
    user %1$s
    topic write andon/v1/%2$s/up/#
    topic write andon/v1/%2$s/state
    topic read andon/v1/%2$s/down/#

    """
        .formatted(id.station(), id);
  }
}
