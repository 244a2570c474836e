package dev.andon.hub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.ImageBytes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSizeTest {
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif"})
  void the_size_stands_in_the_header(String format) throws IOException {
    byte[] file = encoded(format);
    ImageSize expected = new ImageSize(123, 45);
    assertThat(ImageSize.of(raw(file))).contains(expected);
    assertThat(
            ImageSize.of(
                new ImageBytes.Base64(ByteSlice.utf8(Base64.getEncoder().encodeToString(file)))))
        .contains(expected);
  }

  @Test
  void webp_headers_are_read_in_all_three_forms() {
    assertThat(ImageSize.of(raw(webp("VP8X", 24, 122, 0, 0, 44, 0, 0))))
        .contains(new ImageSize(123, 45));
    assertThat(ImageSize.of(raw(webp("VP8 ", 26, 123, 0, 45, 0)))).contains(new ImageSize(123, 45));
    int bits = 122 | 44 << 14;
    assertThat(ImageSize.of(raw(webp("VP8L", 21, bits, bits >> 8, bits >> 16, bits >> 24))))
        .contains(new ImageSize(123, 45));
  }

  @Test
  void what_is_no_image_has_no_size() {
    assertThat(ImageSize.of(raw("hello, I am text".getBytes(StandardCharsets.UTF_8)))).isEmpty();
    assertThat(ImageSize.of(new ImageBytes.Base64(ByteSlice.utf8("%%%not base64%%%")))).isEmpty();
  }

  @Test
  void broken_headers_never_throw() throws IOException {
    Random random = new Random(5);
    for (String format : new String[] {"png", "jpg", "gif"}) {
      byte[] file = encoded(format);
      for (int i = 0; i < 3_000; i++) {
        byte[] broken = Arrays.copyOf(file, 1 + random.nextInt(file.length));
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
        var _ = ImageSize.of(raw(broken));
      }
    }
  }

  private static ImageBytes raw(byte[] file) {
    return new ImageBytes.Raw(ByteSlice.of(file));
  }

  private static byte[] encoded(String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(123, 45, BufferedImage.TYPE_INT_RGB), format, out);
    return out.toByteArray();
  }

  private static byte[] webp(String kind, int at, int... bytes) {
    byte[] file = new byte[40];
    byte[] magic = ("RIFF\0\0\0\0WEBP" + kind).getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(magic, 0, file, 0, magic.length);
    for (int i = 0; i < bytes.length; i++) {
      file[at + i] = (byte) bytes[i];
    }
    return file;
  }
}
