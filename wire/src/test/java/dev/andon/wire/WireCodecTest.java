package dev.andon.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * The golden files are the contract: a change that alters one needs a new major version, or must
 * only add fields. `-Dandon.golden=write` writes those that do not exist yet.
 */
final class WireCodecTest {
  private final WireCodec codec = new WireCodec();

  static Stream<Map.Entry<String, WireMessage>> samples() {
    return Samples.all().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void every_message_is_written_as_its_golden_file(Map.Entry<String, WireMessage> sample)
      throws IOException {
    byte[] written = codec.encode(sample.getValue());
    if ("write".equals(System.getProperty("andon.golden"))) {
      Path file = Path.of("src/test/resources/golden", sample.getKey() + ".cbor");
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      if (!Files.exists(file)) {
        Files.write(file, written);
      }
    }
    assertThat(written).isEqualTo(golden(sample.getKey()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void every_golden_file_is_read_as_its_message(Map.Entry<String, WireMessage> sample)
      throws IOException {
    WireCodec.Decoded decoded = codec.decode(golden(sample.getKey()));
    assertThat(decoded).isInstanceOf(WireCodec.Accepted.class);
    assertThat(((WireCodec.Accepted) decoded).message())
        .usingRecursiveComparison()
        .isEqualTo(sample.getValue());
  }

  @Test
  void another_major_version_is_rejected_by_its_number() {
    byte[] tomorrow = document(Map.of("v", 2));
    assertThat(codec.decode(tomorrow))
        .isEqualTo(
            new WireCodec.Rejected(
                WireCodec.Problem.UNKNOWN_VERSION, "version 2; this side reads version 1"));
  }

  @Test
  void a_field_added_within_the_version_is_passed_over() {
    byte[] newer =
        document(
            orderedMap(
                "v",
                1,
                "type",
                "confirmation",
                "body",
                Map.of(
                    "escalation_id", Samples.ID.toString(), "provisional", true, "mood", "good")));
    assertThat(codec.decode(newer))
        .isEqualTo(new WireCodec.Accepted(new Confirmation(Samples.ID, true)));
  }

  @Test
  void an_unknown_message_type_is_rejected() {
    assertThat(codec.decode(document(orderedMap("v", 1, "type", "gossip", "body", Map.of()))))
        .isEqualTo(new WireCodec.Rejected(WireCodec.Problem.UNKNOWN_TYPE, "message type 'gossip'"));
  }

  @Test
  void a_missing_field_is_named() {
    WireCodec.Decoded decoded =
        codec.decode(
            document(
                orderedMap("v", 1, "type", "confirmation", "body", Map.of("provisional", true))));
    assertThat(decoded).isInstanceOf(WireCodec.Rejected.class);
    assertThat(((WireCodec.Rejected) decoded).detail()).contains("escalation_id");
  }

  @Test
  void a_value_out_of_range_is_named_with_its_range() {
    assertThatThrownBy(() -> new Verdict.Finding("dent", 1.5, new Box(0, 0, 1, 1)))
        .hasMessage("confidence must be 0-1, but is 1.5");
    assertThatThrownBy(() -> new Box(10, 0, 5, 5)).hasMessageContaining("[10, 0, 5, 5]");
  }

  @Test
  void lines_for_people_are_bounded_and_never_cost_a_pulse() throws IOException {
    Map<String, Object> pulse = body("health-standing");
    for (Object lines :
        Arrays.asList("no list", 7, Map.of("a", List.of(1)), Arrays.asList(1, null, "x"), null)) {
      pulse.put("standing", lines);
      assertThat(health(pulse).standing()).isSubsetOf("x");
    }
    pulse.put("standing", Collections.nCopies(100, "y".repeat(1_000)));
    assertThat(health(pulse).standing())
        .hasSize(Health.MAX_LINES)
        .allMatch(line -> line.length() == Health.MAX_LINE);
  }

  @Test
  void a_pulse_without_readings_and_one_with_unknown_ones_are_read() throws IOException {
    assertThat(health(body("health")).readings()).isEmpty();
    Map<String, Object> pulse = body("health-readings");
    Map<String, Object> readings = map(pulse.get("readings"));
    readings.put("humidity", 0.4);
    map(readings.get("machine")).put("fan_rpm", 2_000);
    pulse.put("readings", readings);
    assertThat(health(pulse)).isEqualTo(Samples.measured());
  }

  @Test
  void every_reading_but_the_pace_may_be_absent() throws IOException {
    Map<String, Object> pulse = body("health-readings");
    pulse.put("readings", Map.of("pace", Map.of("frames_per_second", 1.5), "machine", Map.of()));
    Readings readings = health(pulse).readings().orElseThrow();
    assertThat(readings.machine()).isEqualTo(Readings.Machine.SILENT);
    assertThat(readings.clock()).isEmpty();
    assertThat(readings.pace().newestFrameMs()).isEmpty();
    assertThat(readings.failingOutputs()).isEmpty();
  }

  @Test
  void readings_that_nothing_can_have_are_refused_by_name() {
    assertThatThrownBy(
            () ->
                new Readings.Pace(
                    Double.NaN,
                    OptionalLong.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty()))
        .hasMessageContaining("frames_per_second must be 0.0 to 1000000.0, but is NaN");
    assertThatThrownBy(() -> new Readings.ClockOffset(0, -1))
        .hasMessageContaining("uncertainty_ms");
  }

  @Test
  void clocks_differ_surely_by_what_the_uncertainty_leaves() {
    assertThat(new Readings.ClockOffset(-2_500, 200).surelyMs()).isEqualTo(2_300);
    assertThat(new Readings.ClockOffset(100, 200).surelyMs()).isZero();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object node) {
    return (Map<String, Object>) Objects.requireNonNull(node);
  }

  private Health health(Map<String, Object> pulse) {
    WireCodec.Decoded decoded =
        codec.decode(document(orderedMap("v", 1, "type", "health", "body", pulse)));
    return (Health) ((WireCodec.Accepted) decoded).message();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> body(String sample) throws IOException {
    Map<String, Object> document = new CBORMapper().readValue(golden(sample), Map.class);
    return (Map<String, Object>) Objects.requireNonNull(document.get("body"));
  }

  @Test
  void a_message_above_the_bound_is_refused_on_both_sides() {
    WireCodec small = new WireCodec(1_024);
    Image image = Image.of("image/jpeg", new Box(0, 0, 8, 8), new byte[2_000]);
    Escalation sample = Samples.escalation();
    Escalation large =
        new Escalation(
            sample.id(),
            sample.station(),
            sample.sequence(),
            sample.captured(),
            sample.deadlineRemainingMs(),
            sample.lane(),
            sample.partId(),
            sample.variant(),
            sample.view(),
            sample.model(),
            sample.regions(),
            image);
    assertThatThrownBy(() -> small.encode(large)).hasMessageContaining("bound of 1024");
    assertThat(small.decode(codec.encode(large)))
        .isInstanceOfSatisfying(
            WireCodec.Rejected.class,
            rejected -> assertThat(rejected.problem()).isEqualTo(WireCodec.Problem.TOO_LARGE));
  }

  @Test
  void ten_thousand_damaged_payloads_are_read_without_an_exception() throws IOException {
    Random random = new Random(7);
    byte[] plain = golden("escalation");
    byte[] compared = golden("escalation-comparison");
    for (int i = 0; i < 10_000; i++) {
      byte[] damaged = (i % 2 == 0 ? plain : compared).clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(damaged.length) : damaged.length;
      assertThat(codec.decode(java.util.Arrays.copyOf(damaged, length))).isNotNull();
    }
  }

  @Test
  void text_that_is_not_cbor_is_rejected() {
    assertThat(codec.decode("hello".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(WireCodec.Rejected.class);
    assertThat(codec.decode(new byte[0])).isInstanceOf(WireCodec.Rejected.class);
  }

  @Test
  void an_image_that_changed_on_the_way_is_noticed() {
    Image image = Samples.escalation().image();
    byte[] changed = image.bytes().clone();
    changed[0] ^= 1;
    assertThat(image.intact()).isTrue();
    assertThat(new Image(image.mediaType(), image.crop(), image.sha256(), changed).intact())
        .isFalse();
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = WireCodecTest.class.getResourceAsStream("/golden/" + name + ".cbor")) {
      if (in == null) {
        throw new IOException("no golden file for " + name);
      }
      return in.readAllBytes();
    }
  }

  private static byte[] document(Map<String, ?> content) {
    return new CBORMapper().writeValueAsBytes(content);
  }

  private static Map<String, Object> orderedMap(
      String k1, Object v1, String k2, Object v2, String k3, Object v3) {
    Map<String, Object> map = new java.util.LinkedHashMap<>();
    map.put(k1, v1);
    map.put(k2, v2);
    map.put(k3, v3);
    return map;
  }
}
