package dev.andon.hub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestPrintTest {
  @Test
  void equal_requests_have_equal_prints_and_others_do_not() {
    Random random = new Random(8);
    byte[] image = new byte[20_000];
    random.nextBytes(image);
    Set<String> prints = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      byte[] other = image.clone();
      other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
      String print = RequestPrint.of(chat("m", "Look.", other));
      assertThat(RequestPrint.of(chat("m", "Look.", other.clone()))).isEqualTo(print);
      prints.add(print);
    }
    assertThat(prints).hasSizeGreaterThan(1_970);
    assertThat(RequestPrint.of(chat("m", "Look.", image)))
        .isNotEqualTo(RequestPrint.of(chat("n", "Look.", image)))
        .isNotEqualTo(RequestPrint.of(chat("m", "look.", image)));
  }

  private static Chat chat(String model, String text, byte[] image) {
    return Chat.of(
        WireFormat.OPENAI,
        new ModelName(model),
        List.of(),
        List.of(
            Message.of(
                Message.Role.USER,
                new Part.Text(text),
                new Part.InlineImage("image/png", new ImageBytes.Raw(ByteSlice.of(image))))));
  }
}
