package dev.andon.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.cbor.CBORMapper;

/** The comparison came within the version: neither side may fail for the other's not having it. */
final class ComparisonTest {
  private static final CBORMapper CBOR = new CBORMapper();
  private final WireCodec codec = new WireCodec();

  @Test
  void an_escalation_without_one_is_the_same_bytes_as_before_there_were_any() throws IOException {
    try (InputStream in = ComparisonTest.class.getResourceAsStream("/golden/escalation.cbor")) {
      assertThat(codec.encode(Samples.escalation())).isEqualTo(in.readAllBytes());
    }
    assertThat(codec.encode(Samples.escalation().with(new Comparison.Unusable("torn"))))
        .isEqualTo(codec.encode(Samples.escalation()));
  }

  @Test
  void a_hub_that_knows_none_finds_all_else_as_it_was() {
    Map<String, Object> body = body(codec.encode(Samples.compared()));
    assertThat(body.remove("comparison")).isInstanceOf(Map.class);
    assertThat(body.keySet()).isEqualTo(body(codec.encode(Samples.escalation())).keySet());
  }

  @Test
  void an_old_station_sends_none_and_is_read() {
    assertThat(read(body(codec.encode(Samples.escalation()))).comparison())
        .isEqualTo(Comparison.NONE);
  }

  @Test
  void a_null_is_none() {
    assertThat(readWith(null).comparison()).isEqualTo(Comparison.NONE);
  }

  @Test
  void what_is_sent_is_read_with_its_hash() {
    Escalation read = read(body(codec.encode(Samples.compared())));
    assertThat(read.comparison())
        .isInstanceOfSatisfying(
            Comparison.Shown.class,
            shown -> {
              assertThat(shown.picture().intact()).isTrue();
              assertThat(shown.picture().crop()).isEqualTo(new Box(160, 160, 320, 320));
            });
  }

  @Test
  void whatever_stands_in_its_place_the_escalation_is_read() {
    Map<String, Object> good = comparison();
    for (Object sent :
        List.of(
            7,
            -1.5,
            true,
            "a picture",
            new byte[300_000],
            List.of(List.of(1, 2), Map.of("x", 3)),
            Map.of(),
            Map.of("media_type", List.of("image/jpeg"), "bytes", "text", "crop", 3),
            changed(good, "media_type", "text/html"),
            changed(good, "media_type", 5),
            changed(good, "sha256", "short"),
            changed(good, "bytes", new byte[0]),
            changed(good, "bytes", new byte[Comparison.MAX_BYTES + 1]),
            changed(good, "bytes", Map.of("deep", List.of(Map.of()))),
            changed(good, "crop", Map.of("x1", 5, "y1", 0, "x2", 1, "y2", 9)),
            changed(good, "crop", Map.of("x1", 1L << 40, "y1", 0, "x2", 1, "y2", 9)),
            changed(good, "crop", Map.of("x1", Map.of("y1", 1))))) {
      Escalation read = readWith(sent);
      assertThat(read.comparison()).as("%s", sent).isInstanceOf(Comparison.Unusable.class);
      assertThat(read.image().intact()).isTrue();
      assertThat(read.with(Comparison.NONE))
          .usingRecursiveComparison()
          .isEqualTo(Samples.escalation());
    }
  }

  @Test
  void fields_of_a_later_version_are_passed_over() {
    assertThat(readWith(changed(comparison(), "panels", List.of(Map.of("a", 1)))).comparison())
        .isInstanceOf(Comparison.Shown.class);
  }

  @Test
  void a_station_cannot_make_one_above_the_bound() {
    Image large = Image.of("image/jpeg", new Box(0, 0, 9, 9), new byte[Comparison.MAX_BYTES + 1]);
    assertThatThrownBy(() -> new Comparison.Shown(large))
        .hasMessage("comparison bytes must be 1 to 262144, but is 262145");
  }

  private Escalation readWith(@Nullable Object sent) {
    Map<String, Object> body = body(codec.encode(Samples.escalation()));
    body.put("comparison", sent);
    return read(body);
  }

  private Escalation read(Map<String, Object> body) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("v", 1);
    message.put("type", "escalation");
    message.put("body", body);
    WireCodec.Decoded decoded = codec.decode(CBOR.writeValueAsBytes(message));
    assertThat(decoded).isInstanceOf(WireCodec.Accepted.class);
    return (Escalation) ((WireCodec.Accepted) decoded).message();
  }

  private Map<String, Object> comparison() {
    return map(body(codec.encode(Samples.compared())).get("comparison"));
  }

  private static Map<String, Object> body(byte[] message) {
    return map(CBOR.readValue(message, new TypeReference<Map<String, Object>>() {}).get("body"));
  }

  private static Map<String, Object> map(@Nullable Object value) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, each) -> copy.put(String.valueOf(name), each));
    }
    return copy;
  }

  private static Map<String, Object> changed(Map<String, Object> of, String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(of);
    copy.put(name, value);
    return Collections.unmodifiableMap(copy);
  }
}
