package dev.andon.hub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.request.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestMeasureTest {
  @Test
  void text_counts_at_least_its_utf8_bytes() {
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      String text =
          random
              .ints(random.nextInt(60), 0, Character.MAX_CODE_POINT)
              .filter(c -> c < 0xD800 || c > 0xDFFF)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(shape(new Part.Text(text)).textBytes())
          .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }
  }

  @Test
  void an_image_counts_by_its_size_and_a_url_at_the_maximum() {
    assertThat(shape(png(640, 480)).images()).containsExactly(RequestShape.Image.of(640, 480));
    assertThat(shape(new Part.ImageUrl("https://example.com/a.png")).images())
        .containsExactly(RequestShape.Image.UNKNOWN);
  }

  @Test
  void an_image_of_30000_by_30000_pixels_is_refused_from_its_header() {
    assertThat(RequestMeasure.of(chat(png(30_000, 30_000)), 100_000_000).refusal())
        .isInstanceOf(Refusal.TooLarge.class);
  }

  @Test
  void an_hour_in_the_providers_cache_is_seen_wherever_it_may_be_asked_for() {
    assertThat(shape(cached("{\"type\":\"ephemeral\"}")).hourCache()).isFalse();
    assertThat(shape(cached("{\"type\":\"ephemeral\",\"ttl\":\"5m\"}")).hourCache()).isFalse();
    assertThat(shape(cached("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}")).hourCache()).isTrue();
    assertThat(shape(cached("{\"ttl\":\"1\\u0068\"}")).hourCache()).isTrue();
    assertThat(shape(new Part.Opaque(WireFormat.OPENAI, "x", RawJson.of("\"1h\""))).hourCache())
        .isTrue();
    assertThat(shape(new Part.Text("\"1h\"")).hourCache()).isFalse();
  }

  private static Part cached(String control) {
    return new Part.Text("x", List.of(new JsonField("cache_control", RawJson.of(control))));
  }

  private static RequestShape shape(Part part) {
    return RequestMeasure.of(chat(part), 100_000_000).value();
  }

  private static Chat chat(Part part) {
    return Chat.of(
        WireFormat.OPENAI,
        new ModelName("m"),
        List.of(),
        List.of(Message.of(Message.Role.USER, part)));
  }

  private static Part png(int width, int height) {
    ByteBuffer header = ByteBuffer.allocate(32);
    header.put("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    header.putInt(13).put("IHDR".getBytes(StandardCharsets.ISO_8859_1));
    header.putInt(width).putInt(height);
    return new Part.InlineImage("image/png", new ImageBytes.Raw(ByteSlice.of(header.array())));
  }
}
