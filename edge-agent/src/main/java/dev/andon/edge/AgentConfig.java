package dev.andon.edge;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.andon.config.ByteSize;
import dev.andon.config.Secret;
import dev.andon.edge.actuation.OnTimeout;
import dev.andon.edge.capture.CameraAccess;
import dev.andon.edge.capture.PartIdRule;
import dev.andon.edge.triage.BandRule;
import dev.andon.edge.triage.Shadow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A station's YAML file as it is written. {@code config/agent.example.yaml} explains every key;
 * relative paths start at the file's own folder.
 *
 * @param station {@code plant/line/station}
 * @param source where frames come from
 * @param model the triage model
 * @param escalation when and what to ask
 * @param line what the line is told, and how
 * @param outbox the durable file
 * @param broker where the hub is reached
 * @param hub by what the hub's word is known
 * @param uplink pacing
 * @param enrolment the last frames that are kept, to make golden frames of
 * @param http where metrics, health and the status page are served; nowhere if absent
 */
record AgentConfig(
    String station,
    Source source,
    Model model,
    Optional<Escalation> escalation,
    Optional<Line> line,
    Outbox outbox,
    Broker broker,
    Optional<Hub> hub,
    Optional<UplinkPart> uplink,
    Optional<Enrolment> enrolment,
    Optional<Http> http) {

  /** What delivers frames. */
  enum SourceKind {
    FOLDER,
    VIDEO,
    RTSP,
    V4L2,
    PIPE,
    PUSH
  }

  /**
   * Where frames come from.
   *
   * @param path folder or video file
   * @param address of an RTSP camera; may come from the environment because it can hold a password
   * @param device number of {@code /dev/videoN}
   * @param takt shortest time from frame to frame
   * @param timeout longest time without a picture of a camera
   * @param watch whether pictures are waited for that come into the folder
   * @param poll shortest time from look to look into the folder
   * @param settle how long a picture that cannot be read must have stood still to be given up
   * @param partId what the names of a folder's pictures say about the part
   * @param bits significant bits of a folder's pictures that store sixteen a channel
   * @param background behind transparent pixels, {@code #rrggbb}
   * @param pattern regular expression with groups {@code part}, {@code variant} and {@code view}
   * @param transport how an RTSP camera's packets travel
   * @param format how a V4L2 camera packs its pictures
   * @param exposure of a V4L2 camera; its own unless given
   * @param command program that writes raw pictures, with its arguments
   * @param pixels how it writes a pixel
   * @param http where pictures are posted
   * @param trigger who says which part is in front of a camera, and when
   */
  record Source(
      SourceKind kind,
      Optional<Path> path,
      Optional<Secret> address,
      Optional<Integer> device,
      Optional<Integer> width,
      Optional<Integer> height,
      String variant,
      String view,
      Optional<Duration> takt,
      Optional<Duration> timeout,
      Optional<Boolean> watch,
      Optional<Duration> poll,
      Optional<Duration> settle,
      Optional<PartIdRule> partId,
      Optional<String> pattern,
      Optional<Integer> bits,
      Optional<String> background,
      Optional<CameraAccess.Transport> transport,
      Optional<CameraAccess.Packing> format,
      Optional<Duration> exposure,
      Optional<List<String>> command,
      Optional<CameraAccess.Pixels> pixels,
      Optional<PartHttp> http,
      Optional<Trigger> trigger) {}

  /**
   * Where parts are announced over HTTP, with or without their pictures.
   *
   * @param host loopback unless others should reach it
   * @param token presented as a bearer
   * @param plain whether others than this machine may come, without TLS
   */
  record PartHttp(
      Optional<String> host, int port, Optional<Secret> token, Optional<Boolean> plain) {}

  /**
   * Who says which part is in front of the camera, and when.
   *
   * @param topic of a broker near the line
   * @param broker the hub's unless given
   * @param offset from the trigger to the moment at which the part is in front of the camera
   * @param longest the longest time after that in which its frame must come
   */
  record Trigger(
      Optional<PartHttp> http,
      Optional<String> topic,
      Optional<Broker> broker,
      Optional<Duration> offset,
      @JsonProperty("wait") Optional<Duration> longest) {}

  /**
   * The triage model.
   *
   * @param bundle folder with {@code manifest.json} and {@code model.onnx}
   * @param bank folder with enrolled golden frames
   * @param threads inside one inference
   * @param bands thresholds in place of the bundle's
   * @param patches folder of the backbone of patch memories
   * @param autonomy how views whose parts do not lie still earn the right to decide
   */
  record Model(
      Path bundle,
      Optional<Path> bank,
      Optional<Integer> threads,
      Optional<List<Rule>> bands,
      Optional<Path> patches,
      Optional<Autonomy> autonomy) {}

  /**
   * See {@link dev.andon.edge.triage.Autonomy.Settings} and {@link
   * dev.andon.edge.triage.ConformalBounds.Target}.
   */
  record Autonomy(
      Optional<Double> wantedMiss,
      Optional<Double> toleratedMiss,
      Optional<Double> askShare,
      Optional<Shadow> shadow) {}

  /** One threshold of the station's own; absent parts match everything. */
  record Rule(
      BandRule.Scale scale,
      @JsonProperty("class") Optional<String> defectClass,
      Optional<String> variant,
      Optional<String> view,
      double acceptBelow,
      double rejectAbove) {}

  /** See {@link dev.andon.edge.escalation.EscalationSettings}. */
  record Escalation(
      Optional<Duration> deadline,
      Optional<Integer> marginPixels,
      Optional<Integer> jpegQuality,
      Optional<ByteSize> maxImageBytes,
      Optional<Integer> perMinute,
      Optional<Duration> repeatWindow,
      Optional<Boolean> comparison,
      Optional<Integer> perHour,
      Optional<Integer> perDay,
      Optional<Double> auditShare) {}

  /** What the line is told where nobody answers, and the ways to it. */
  record Line(Optional<OnTimeout> onTimeout, Optional<List<OutputConfig>> outputs) {}

  /** See {@link dev.andon.edge.outbox.OutboxSettings}. */
  record Outbox(
      Path file,
      Optional<Integer> maxRows,
      Optional<ByteSize> maxBytes,
      Optional<Integer> historyRows,
      Optional<ByteSize> keepAnswered,
      Optional<ByteSize> reserve,
      Optional<ByteSize> minFree) {}

  /**
   * See {@link dev.andon.edge.uplink.MqttEndpoint}.
   *
   * @param furtherUris other addresses of the same broker, tried in turn
   * @param plainPassword let the password cross a network without TLS; default false
   */
  record Broker(
      String uri,
      Optional<String> username,
      Optional<Secret> password,
      Optional<Boolean> plainPassword,
      Optional<Path> ca,
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Duration> keepAlive,
      Optional<List<String>> furtherUris) {}

  /**
   * By what the hub's word is known; see {@link dev.andon.edge.uplink.HubKeys}.
   *
   * @param key from {@code ./andon station key}
   * @param nextKey the one that follows, while the plant changes its signing secret
   * @param acceptUnsigned for trials: messages without proof are taken
   */
  record Hub(Optional<Secret> key, Optional<Secret> nextKey, Optional<Boolean> acceptUnsigned) {
    /** Nothing is said. */
    static final Hub NOTHING = new Hub(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** See {@link dev.andon.edge.uplink.UplinkSettings}. */
  record UplinkPart(
      Optional<Integer> windowRows,
      Optional<ByteSize> windowBytes,
      Optional<ByteSize> replayBytesPerS,
      Optional<Double> replayPerSecond,
      Optional<Duration> replayStartWithin,
      Optional<Duration> receiptTimeout,
      Optional<Duration> healthEvery,
      Optional<Duration> eventsEvery,
      Optional<Duration> backoffMin,
      Optional<Duration> backoffMax) {}

  /**
   * See {@link dev.andon.edge.enrolment.RecentFrames.Settings}.
   *
   * @param keepFrames of each variant and view; 0 keeps none
   * @param every shortest time from one kept frame to the next
   * @param folder where they are kept; default: beside the outbox
   * @param operatorToken lets a person make golden frames on the page; default: made by the station
   * @param plain let it cross a network without TLS
   */
  record Enrolment(
      Optional<Integer> keepFrames,
      Optional<Duration> every,
      Optional<ByteSize> maxBytes,
      Optional<Path> folder,
      Optional<Secret> operatorToken,
      Optional<Boolean> plain) {
    /** Nothing is said. */
    static final Enrolment DEFAULT =
        new Enrolment(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /** Where to listen. */
  record Http(Optional<String> host, int port) {}
}
