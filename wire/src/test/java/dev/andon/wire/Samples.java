package dev.andon.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** One message of every kind, the same in every run: what the golden files hold. */
final class Samples {
  static final StationId STATION = new StationId("bologna", "line-1", "st-04");
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");
  static final UUID ID = UUID.fromString("0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
  static final UUID BOOT = UUID.fromString("0199a1b2-0000-7000-8000-000000000001");
  static final Stamp STAMP = new Stamp(BOOT, NOON, 123_456_789_000L);
  static final ModelVersion MODEL = new ModelVersion("andon-triage", "0.1.0", "andon-pre-1");

  private Samples() {}

  static Escalation escalation() {
    return new Escalation(
        ID,
        STATION,
        41,
        STAMP,
        1_500,
        Lane.LIVE,
        "part-0007",
        "flange-a",
        "top",
        MODEL,
        List.of(
            new Region(
                5,
                new Box(160, 160, 320, 320),
                List.of(new Region.Score("scratch", 0.5f), new Region.Score("dent", 0.125f)),
                new float[] {0.6f, 0.8f})),
        Image.of(
            "image/jpeg",
            new Box(160, 160, 320, 320),
            "not really a picture".getBytes(StandardCharsets.UTF_8)));
  }

  /** The same with a good part beside it, as stations with golden frames send it. */
  static Escalation compared() {
    return escalation()
        .with(
            new Comparison.Shown(
                Image.of(
                    "image/jpeg",
                    new Box(160, 160, 320, 320),
                    "good beside doubtful".getBytes(StandardCharsets.UTF_8))));
  }

  /** A receipt as it stands on the wire, proved with the key of a secret of 32 bytes 7. */
  static Signed signed() {
    byte[] secret = new byte[StationKey.BYTES];
    Arrays.fill(secret, (byte) 7);
    String topic = new Topic.Down(STATION, Topic.DownChannel.RECEIPT).text();
    byte[] receipt = new WireCodec().encode(new Receipt(ID, new Receipt.Stored(true)));
    return StationKey.derive(secret, STATION).sign(topic, receipt);
  }

  private static Health health(List<String> standing) {
    return new Health(
        STATION, STAMP, "0.1.0", MODEL, 1_000, 3, 360_000, 1L << 33, standing, Optional.empty());
  }

  /** A pulse with everything that a station can measure. */
  static Health measured() {
    Health bare = health(List.of());
    return new Health(
        bare.station(),
        bare.sent(),
        bare.agentVersion(),
        bare.model(),
        bare.frames(),
        bare.queuedRows(),
        bare.queuedBytes(),
        bare.freeDiskBytes(),
        bare.standing(),
        Optional.of(
            new Readings(
                new Readings.Pace(
                    2.5, OptionalLong.of(412), OptionalDouble.of(31.5), OptionalDouble.of(48.25)),
                new Readings.Machine(
                    OptionalDouble.of(71.5),
                    OptionalDouble.of(1.25),
                    OptionalInt.of(4),
                    Optional.of(true),
                    List.of("cooling device cpu-throttle-alert 3 of 7")),
                Optional.of(new Readings.ClockOffset(-2_500.5, 12.25)),
                Optional.of("5f2a90c1d7e3"),
                Optional.of("0c4be1a27f93"),
                List.of("rtsp://cam: no picture for 10 s"),
                List.of("modbus://192.168.0.10:502: refused"))));
  }

  static Map<String, WireMessage> all() {
    Map<String, WireMessage> samples = new LinkedHashMap<>();
    samples.put("escalation", escalation());
    samples.put("escalation-comparison", compared());
    samples.put("receipt-stored", new Receipt(ID, new Receipt.Stored(true)));
    samples.put(
        "receipt-deferred",
        new Receipt(
            ID, new Receipt.Deferred("budget_exceeded", "line-1 has spent its day", 3_600_000)));
    samples.put(
        "receipt-refused", new Receipt(ID, new Receipt.Refused("key_expired", "vk_… expired")));
    samples.put("verdict-pass", verdict(new Verdict.Pass()));
    samples.put(
        "verdict-defect",
        verdict(
            new Verdict.Defect(
                List.of(new Verdict.Finding("scratch", 0.75, new Box(170, 180, 200, 190))))));
    samples.put(
        "verdict-inconclusive",
        verdict(
            new Verdict.Inconclusive(Verdict.Reason.PROVIDER_UNREACHABLE, "3 providers tried")));
    samples.put("confirmation", new Confirmation(ID, false));
    samples.put("not-known", new NotKnown(ID, true));
    samples.put(
        "meta",
        new Meta(
            ID,
            STATION,
            STAMP,
            List.of(
                new Meta.Decided(NOON, "part-0006", "flange-a", "top", new Verdict.Pass()),
                new Meta.Evicted(NOON, ID, "outbox_full"),
                new Meta.TimedOut(NOON, ID, "reject"),
                new Meta.Skipped(NOON, "frames/0042.jpg", "truncated JPEG"))));
    samples.put("health", health(List.of()));
    samples.put("health-standing", health(List.of("cookie/top: 3 defects judged")));
    samples.put("health-readings", measured());
    samples.put("receipt-timed", new Receipt(ID, new Receipt.Stored(false), Optional.of(NOON)));
    samples.put("state", new StationState(STATION, true, BOOT, NOON));
    samples.put("allowance-limited", new StationAllowance(1_795_000_000_001L, NOON, limited()));
    samples.put(
        "allowance-unlimited",
        new StationAllowance(1_795_000_000_002L, NOON, new StationAllowance.Unlimited()));
    samples.put("signed", signed());
    return samples;
  }

  private static StationAllowance.Limited limited() {
    return new StationAllowance.Limited(
        "line/line-1 shift EUR", 7_200_000, 1_250_000, "EUR", 1_275, 980);
  }

  private static VerdictMessage verdict(Verdict verdict) {
    return new VerdictMessage(
        ID,
        verdict,
        verdict instanceof Verdict.Inconclusive,
        false,
        VerdictMessage.AnsweredBy.PROVIDER,
        "openai/gpt-4o-mini",
        1_275,
        "EUR",
        UUID.fromString("0199a1b2-c3d4-7e5f-8a9b-ffffffffffff"),
        NOON);
  }
}
