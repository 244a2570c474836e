package dev.andon.hub.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class JsonWriterTest {
  private static final String HOSTILE = "\"</script>\\ \u0000\n\t\u202e ü 😀";

  @Test
  void whatever_stands_in_a_string_is_read_again_as_it_was() {
    String json =
        JsonWriter.text(
            out -> {
              out.field(HOSTILE, HOSTILE);
              out.strings("list", List.of(HOSTILE, ""));
            });
    var tree = JsonTree.parse(json).orElseThrow();
    assertThat(JsonTree.text(tree, HOSTILE)).contains(HOSTILE);
    assertThat(tree.at("/list/0").asString()).isEqualTo(HOSTILE);
    assertThat(JsonTree.parse(JsonWriter.quoted(HOSTILE)).orElseThrow().asString())
        .isEqualTo(HOSTILE);
  }

  @Test
  void a_large_value_stands_among_small_ones_as_it_was_received() {
    String large = "[" + "1, ".repeat(4_000) + "1 ]";
    byte[] json =
        JsonWriter.bytes(
            out -> {
              out.field("before", 1);
              out.field("large", RawJson.of(large));
              out.field("small", RawJson.of("[ 2 ]"));
              out.field("after", true);
            });
    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo("{\"before\":1,\"large\":" + large + ",\"small\":[ 2 ],\"after\":true}");
  }

  @Test
  void an_image_is_written_through_as_base64_and_counted_before_it_is_sent() {
    byte[] image = new byte[100_001];
    image[77] = 7;
    JsonWriter out = JsonWriter.inPieces();
    out.object(
        () -> {
          out.name("url");
          out.dataUri("image/png", new ImageBytes.Raw(ByteSlice.of(image)));
        });
    JsonPieces pieces = out.pieces();
    String expected =
        "{\"url\":\"data:image/png;base64," + Base64.getEncoder().encodeToString(image) + "\"}";
    assertThat(new String(pieces.toByteArray(), StandardCharsets.US_ASCII)).isEqualTo(expected);
    assertThat(pieces.length()).isEqualTo(expected.length());
  }

  @Test
  void an_indented_text_looks_as_reports_always_did() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("by", List.of("key", "day"));
    values.put("rows", List.of(Map.of("rate", 0.5), Map.of("rate", 1e-9)));
    values.put("none", List.of());
    assertThat(
            JsonWriter.indented(
                out -> {
                  out.strings("by", List.of("key", "day"));
                  out.array(
                      "rows",
                      () -> {
                        out.object(() -> out.field("rate", 0.5));
                        out.object(() -> out.field("rate", 1e-9));
                      });
                  out.array("none", () -> {});
                }))
        .isEqualTo(new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(values));
  }

  /** What lay in an old data folder is read as before. */
  @Test
  void a_record_with_raw_json_is_kept_as_strings() {
    record Kept(String name, Optional<RawJson> value) {}
    Kept kept = new Kept("n", Optional.of(RawJson.of("{\"a\": 1}")));
    String json = JsonRecords.AS_NAMED.write(kept);
    assertThat(json).isEqualTo("{\"name\":\"n\",\"value\":\"{\\\"a\\\": 1}\"}");
    assertThat(JsonRecords.AS_NAMED.read(json, Kept.class).value().orElseThrow().text())
        .isEqualTo("{\"a\": 1}");
    assertThatThrownBy(
            () ->
                JsonRecords.STRICT.read(
                    "{\"other\":1}".getBytes(StandardCharsets.UTF_8), Kept.class))
        .isInstanceOf(BadJson.class)
        .hasMessageContaining("other");
  }
}
