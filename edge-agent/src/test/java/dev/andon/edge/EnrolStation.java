package dev.andon.edge;

import static org.awaitility.Awaitility.await;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.config.Secret;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.enrolment.EnrolmentQueue;
import dev.andon.edge.enrolment.RecentFrames;
import dev.andon.edge.status.EnrolDoor;
import dev.andon.edge.status.OperatorGate;
import dev.andon.edge.status.OperatorToken;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A real station with the shipped models, whose camera shows what the test hands it, and its page.
 * The test shows a frame, the station judges it.
 */
public final class EnrolStation implements AutoCloseable {
  public static final String TOKEN = "0123456789abcdefghij";

  final Journal journal = new Journal();
  public final Path config;
  public final RecentFrames recent;
  private final BlockingQueue<Shown> pictures = new LinkedBlockingQueue<>();
  private final EmbeddedBroker broker = EmbeddedBroker.startOnLoopback();
  private final ConfiguredModel triage;
  private final EnrolmentQueue queue;
  private final EdgeAgent agent;
  private final HttpClient client = HttpClient.newHttpClient();
  private long shown;

  private record Shown(String view, Picture picture) {}

  public EnrolStation(Path folder) throws IOException {
    Path bundles = Path.of(System.getProperty("andon.root"), "models/bundles");
    config =
        Files.writeString(
            folder.resolve("agent.yaml"),
            """
            station: bologna/line-1/st-04
            source: {kind: folder, path: frames, variant: flange, view: top}
            model: {bundle: %s, bank: golden}
            outbox: {file: outbox.db}
            broker: {uri: "%s"}
            hub: {accept_unsigned: true}
            enrolment: {every: 0s, keep_frames: 60}
            http: {port: 0}
            """
                .formatted(bundles.resolve("andon-triage/0.3.1"), broker.uri()));
    AgentConfig read = new ConfigFile(Environment.of(Map.of())).read(config, AgentConfig.class);
    ConfiguredSettings configured = new ConfiguredSettings(read, folder);
    ConfiguredEnrolment enrolment = new ConfiguredEnrolment(read, configured);
    recent = RecentFrames.open(enrolment.recent().orElseThrow(), "st-04");
    triage =
        ConfiguredModel.open(
            read.model(),
            configured.path(read.model().bundle()),
            read.model().bank().map(configured::path),
            Optional.empty(),
            Optional.of(recent));
    queue = enrolment.queue(recent, triage::takeUpGolden, "st-04").orElseThrow();
    OperatorGate gate =
        new OperatorGate(
            new OperatorToken(new Secret(TOKEN), "the test"), "127.0.0.1", false, System::nanoTime);
    AgentSettings settings = configured.settings();
    agent =
        EdgeAgent.start(
            settings,
            new Handed(),
            triage,
            StationPlatform.real(List.of(new LogOutput()), journal),
            Optional.of(new EnrolDoor(gate, queue, settings.station(), InstantSource.system())),
            Optional.of(gate));
  }

  public int port() {
    return agent.webPort().orElseThrow();
  }

  /** Shows one picture, waits until it is judged and kept; returns the signal, or {@code asked}. */
  public String show(String view, Picture picture) {
    long kept = newest();
    String signal = judge(view, picture);
    await().until(() -> newest() > kept);
    return signal;
  }

  /**
   * Shows one picture and waits until it is judged; of pictures in close order not all are kept.
   */
  public String judge(String view, Picture picture) {
    int judged = journal.captured.size();
    String part = "part-" + shown++;
    pictures.add(new Shown(view, picture));
    await().until(() -> journal.captured.size() > judged);
    return journal.commands.stream()
        .filter(command -> command.partId().equals(part) && command.cause().equals("local"))
        .map(command -> command.signal().text())
        .findFirst()
        .orElse("asked");
  }

  /** What the station says of its golden frames. */
  public List<String> golden() {
    return triage.golden();
  }

  private long newest() {
    return recent.views().stream()
        .flatMap(view -> recent.of(view).stream())
        .mapToLong(frame -> frame.number())
        .max()
        .orElse(0);
  }

  public HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(request(path, headers).GET());
  }

  public HttpResponse<byte[]> bytes(String path, String... headers) throws Exception {
    return client.send(request(path, headers).GET().build(), BodyHandlers.ofByteArray());
  }

  public HttpResponse<String> post(String form, String... headers) throws Exception {
    return send(
        request("/enrol", headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  public HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    agent.close();
    queue.close();
    triage.close();
    broker.close();
    client.close();
    pictures.forEach(each -> each.picture().close());
  }

  private final class Handed implements Feed {
    @Override
    public String name() {
      return "handed";
    }

    @Override
    public FrameSource open(Optional<Cursor> after) {
      return new FrameSource() {
        private long next;

        @Override
        public Capture next() throws InterruptedException {
          Shown shown = pictures.take();
          long number = next++;
          return new Capture.Captured(
              new Frame(
                  shown.picture(),
                  Frame.PixelFormat.BGR8,
                  Instant.now(),
                  System.nanoTime(),
                  number,
                  "part-" + number,
                  "flange",
                  shown.view(),
                  new Cursor("handed", number)));
        }

        @Override
        public void close() {}
      };
    }
  }
}
